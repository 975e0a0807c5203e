-- People whose records moved though nothing had changed: their number is told with the run, who they are to whoever sees them.
grant select on link_unexplained to waymark_app;
create policy see on link_unexplained for select to waymark_app using (
  (select viewer_may('link:decide')) and (select viewer_sees('records'))
  and $reason(link_unexplained.person_id: team lead co-worker management selection)
);
grant insert on link_unexplained to waymark_linkage;
create policy linkage on link_unexplained for insert to waymark_linkage with check ($service(linkage));
