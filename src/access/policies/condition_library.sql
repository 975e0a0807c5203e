grant select on condition_library to waymark_app, $services;
