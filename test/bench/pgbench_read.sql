-- One dossier drawn anew, as the rows that tracking reads: itself, the unit, its story.
-- A dossier's number is that of its act times 4096; a filled province's first act that
-- files one is the fourth.
\set dossier 4096 * random(4, :n + 3)
SELECT dossier, version, act, at, action, actor, actor_unit, note, code, procedure,
       procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name,
       received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed,
       received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash,
       competent_unit AS unit
  FROM dossier_now WHERE dossier = :dossier \gset
SELECT unit, begins, ends, kind, code, type, name, title, title_en, parent, level
  FROM unit_span WHERE unit = :unit AND begins <= '2024-07-01' AND ends > '2024-07-01';
SELECT version, act, at, action, actor, actor_unit, note, status, step, due, paused_since
  FROM dossier_version WHERE dossier = :dossier ORDER BY version LIMIT 200;
