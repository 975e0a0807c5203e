-- What the job of reminders looks for every five minutes: appointments called off or withdrawn that still lie ahead, and
-- messages that the night put off.
create index contact_called_off on contact (at) where state in ('cancelled', 'withdrawn');
create index message_queued on message (scheme_id, id) where state = 'queued';
