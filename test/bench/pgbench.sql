-- One submission as the rows it leaves, to a commune drawn anew.  Left out are the two
-- counters of the whole province, which every submission raises: here 64 clients would
-- wait for one another at those rows, and the comparison would flatter us.
\set unit random(1, 235)
BEGIN;
INSERT INTO bench.entry (act, log, occurred, recorded, key, salt, payload, commitment, answer, erased_by)
 VALUES (nextval('bench.act'), 1, 1719793800019534, 1719793800019534, 'key-of-this-one-' || currval('bench.act'), '\x00112233445566778899aabbccddeeff', '{"actor":0,"command":"dossier.submit","input":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","rows":[["dossier_form","57372672/1","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],["dossier_file","57372672/57372673","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],["dossier_version","57372672/1","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]],"subject":"H23.30.10514-240701-0001","unit":0}', decode('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'hex'), '{"code":"H23.30.10514-240701-0001","secret":"NMMF2VNC88","filed":"2024-07-01T07:30:24+07:00","status":1,"entry":14007}', NULL);
INSERT INTO bench.dossier_form (dossier, version, act, answers)
 VALUES (currval('bench.act') * 4096, 1, currval('bench.act'), '{"child_name":"Trần Minh Thử 3","child_born":"2024-06-28","child_sex":"male","child_birth_place":"Bệnh viện mẫu","child_ethnic_group":"Kinh","child_home_town":"Hải Dương","mother_name":"Trần Thị Thử","mother_id":"000195000123","parents_married":"no","requester_relation":"mother","requester_phone":"0912345678"}');
INSERT INTO bench.dossier_file (dossier, n, act, version, component, name, type, size, hash, copy)
 VALUES (currval('bench.act') * 4096, currval('bench.act') * 4096 + 1, currval('bench.act'), 1, 'birth_certificate', 'giay.png', 'png', 47, decode('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'hex'), 2);
INSERT INTO bench.dossier_version (dossier, version, act, at, action, actor, actor_unit, note, code, procedure, procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name, received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed, received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash)
 VALUES (currval('bench.act') * 4096, 1, currval('bench.act'), 1719793800019534, 'submit', 0, NULL, '', 'H23.30.' || :unit || '-240701-' || currval('bench.act'), 'birth-registration', 1, 2, 'self', NULL, 0, 'Trần Thị Thử', :unit, :unit, :unit, 1, 'receive', 'desk', '', NULL, 1719793800019534, NULL, NULL, NULL, 0, NULL, NULL, 0, 'none', NULL);
INSERT INTO bench.dossier_now (dossier, version, act, at, action, actor, actor_unit, note, code, procedure, procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name, received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed, received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash, waits, urgency)
 VALUES (currval('bench.act') * 4096, 1, currval('bench.act'), 1719793800019534, 'submit', 0, NULL, '', 'H23.30.' || :unit || '-240701-' || currval('bench.act'), 'birth-registration', 1, 2, 'self', NULL, 0, 'Trần Thị Thử', :unit, :unit, :unit, 1, 'receive', 'desk', '', NULL, 1719793800019534, NULL, NULL, NULL, 0, NULL, NULL, 0, 'none', NULL, 1, 4873393800019534)
 ON CONFLICT (dossier) DO UPDATE SET version = excluded.version;
INSERT INTO bench.dossier_sequence (unit, day, last) VALUES ('H23.30.' || :unit, '2024-07-01', 1)
 ON CONFLICT (unit, day) DO UPDATE SET last = dossier_sequence.last + excluded.last;
INSERT INTO bench.counter (element, grain, period, unit, procedure, n) VALUES ('filed', 'm', '2024-07', :unit, 'birth-registration', 1)
 ON CONFLICT (element, grain, unit, period, procedure) DO UPDATE SET n = counter.n + excluded.n;
INSERT INTO bench.counter_total (element, grain, period, unit, n) VALUES ('filed', 'm', '2024-07', :unit, 1)
 ON CONFLICT (element, grain, unit, period) DO UPDATE SET n = counter_total.n + excluded.n;
INSERT INTO bench.open_due (unit, waits, grain, due, n) VALUES (:unit, 1, 't', 0, 1)
 ON CONFLICT (unit, waits, grain, due) DO UPDATE SET n = open_due.n + excluded.n;
COMMIT;
