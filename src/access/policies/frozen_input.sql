-- What claims were worked out from, without anybody's number, name or dates: only the measurement reads it.
alter table frozen_input enable row level security;
alter table frozen_input force row level security;
grant select, insert on frozen_input to waymark_measurement;
create policy measurement on frozen_input to waymark_measurement using ($service(measurement)) with check ($service(measurement));
