-- Search: the words of dossiers, written behind the journal.  Lists come and go as one
-- JSON text, so that a slice of some hundred rows costs one statement on both stores.
-- On PostgreSQL the list is made an array, and what is joined to it is a subquery with a
-- LIMIT, found by its whole key (= ANY of several words once read all words of a desk): else
-- a plan made while the tables are small would walk them when they are large.

-- name: search_cursor_read one
SELECT upto FROM search_cursor WHERE name = :name;

-- name: search_cursor_put upsert search_cursor

-- name: search_entries many
-- Entries after an act, for whoever follows the journal.
SELECT act, payload FROM entry WHERE act > :act ORDER BY act LIMIT :limit;

-- name: search_waiting one
-- The oldest entry not yet looked at.
SELECT occurred, recorded FROM entry WHERE act > :act ORDER BY act LIMIT 1;

-- name: search_facts many
-- What dossiers are found by, as they stood after an act; dossiers: [id, …].
-- types: dossiers:json number:text?
-- sqlite:
SELECT v.dossier, v.code, v.applicant_name, v.desk, p.number AS number
  FROM dossier_version AS v LEFT JOIN person AS p ON p.person = v.applicant
 WHERE v.dossier IN (SELECT l.value FROM json_each(:dossiers) AS l) AND v.act <= :act
   AND NOT EXISTS (SELECT 1 FROM dossier_version AS later
                    WHERE later.dossier = v.dossier AND later.version > v.version
                      AND later.act <= :act)
 ORDER BY v.dossier LIMIT :limit
-- postgresql:
SELECT v.dossier, v.code, v.applicant_name, v.desk, p.number
  FROM json_array_elements(:dossiers::json) AS l
 CROSS JOIN LATERAL
       (SELECT d.dossier, d.code, d.applicant_name, d.desk, d.applicant FROM dossier_version AS d
         WHERE d.dossier = l.value::text::bigint AND d.act <= :act
         ORDER BY d.version DESC LIMIT 1) AS v
  LEFT JOIN LATERAL
       (SELECT o.number FROM person AS o WHERE o.person = v.applicant LIMIT 1) AS p ON TRUE
 ORDER BY v.dossier LIMIT :limit;

-- name: search_answers many
-- The same of their forms.
-- types: dossiers:json
-- sqlite:
SELECT f.dossier, f.answers FROM dossier_form AS f
 WHERE f.dossier IN (SELECT l.value FROM json_each(:dossiers) AS l) AND f.act <= :act
   AND NOT EXISTS (SELECT 1 FROM dossier_form AS later
                    WHERE later.dossier = f.dossier AND later.version > f.version
                      AND later.act <= :act)
 ORDER BY f.dossier LIMIT :limit
-- postgresql:
SELECT f.dossier, f.answers
  FROM json_array_elements(:dossiers::json) AS l
 CROSS JOIN LATERAL
       (SELECT d.dossier, d.answers FROM dossier_form AS d
         WHERE d.dossier = l.value::text::bigint AND d.act <= :act
         ORDER BY d.version DESC LIMIT 1) AS f
 ORDER BY f.dossier LIMIT :limit;

-- name: search_words_add
-- [[desk, word, dossier], …]; those of a dossier erased meanwhile are left out.
-- types: rows:json
-- sqlite:
INSERT INTO dossier_word (desk, word, dossier)
SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2 FROM json_each(:rows) AS r
 WHERE EXISTS (SELECT 1 FROM dossier_version AS v
                WHERE v.dossier = r.value ->> 2 AND v.version = 1)
ON CONFLICT (desk, word, dossier) DO NOTHING
-- postgresql:
INSERT INTO dossier_word (desk, word, dossier)
SELECT (r.value ->> 0)::bigint, r.value ->> 1, (r.value ->> 2)::bigint
  FROM json_array_elements(:rows::json) AS r
 WHERE EXISTS (SELECT 1 FROM dossier_version AS v
                WHERE v.dossier = (r.value ->> 2)::bigint AND v.version = 1)
ON CONFLICT (desk, word, dossier) DO NOTHING;

-- name: search_words_remove
-- types: rows:json
-- sqlite:
DELETE FROM dossier_word WHERE (desk, word, dossier) IN
 (SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2 FROM json_each(:rows) AS r)
-- postgresql:
DELETE FROM dossier_word WHERE (desk, word, dossier) IN
 (SELECT (r.value ->> 0)::bigint, r.value ->> 1, (r.value ->> 2)::bigint
    FROM json_array_elements(:rows::json) AS r);

-- name: search_words_there one
-- How many of these rows are there.
-- types: rows:json n:count
-- sqlite:
SELECT COUNT(*) AS n FROM json_each(:rows) AS r CROSS JOIN dossier_word AS w
 WHERE w.desk = r.value ->> 0 AND w.word = r.value ->> 1 AND w.dossier = r.value ->> 2
-- postgresql:
SELECT COUNT(*) AS n FROM json_array_elements(:rows::json) AS r CROSS JOIN dossier_word AS w
 WHERE w.desk = (r.value ->> 0)::bigint AND w.word = r.value ->> 1
   AND w.dossier = (r.value ->> 2)::bigint;

-- name: search_words_page many
SELECT desk, word, dossier FROM dossier_word
 WHERE (desk, word, dossier) > (:desk, :word, :dossier)
 ORDER BY desk, word, dossier LIMIT :limit;

-- name: search_words_all one
-- types: n:count
SELECT COUNT(*) AS n FROM dossier_word;

-- name: search_depth one
-- The newest :limit dossiers of a word: how many there are, and how far back they reach.
-- types: n:count last:id?
SELECT COUNT(*) AS n, MIN(a.dossier) AS last
  FROM (SELECT dossier FROM dossier_word WHERE desk = :desk AND word = :word
         ORDER BY dossier DESC LIMIT :limit) AS a;

-- name: search_vocabulary many
-- The words that begin so, each once: from one to the next by the key.
-- types: word:text begin:text past:text
WITH RECURSIVE one (word) AS (
    SELECT MIN(w.word) FROM dossier_word AS w
     WHERE w.desk = :desk AND w.word >= :begin AND w.word < :past
    UNION ALL
    SELECT (SELECT MIN(w.word) FROM dossier_word AS w
             WHERE w.desk = :desk AND w.word > one.word AND w.word < :past)
      FROM one WHERE one.word IS NOT NULL)
SELECT word FROM one WHERE word IS NOT NULL LIMIT :limit;

-- name: search_found many
-- A block of a word's dossiers, the newest first; of those that have all the words, and one of
-- the few if there are any, what the words do not tell.  words, few: ["…", …].
-- types: before:id words:json n_words:count few:json n_few:count
-- types: code:text? applicant_name:text? stands:id? waits:count?
-- sqlite:
SELECT b.dossier, n.code, n.applicant_name, n.desk AS stands, n.waits
  FROM (SELECT c.dossier FROM dossier_word AS c
         WHERE c.desk = :desk AND c.word = :word AND c.dossier < :before
         ORDER BY c.dossier DESC LIMIT :limit) AS b
  LEFT JOIN dossier_now AS n ON n.dossier = b.dossier
   AND (:n_words = 0 OR :n_words =
        (SELECT COUNT(*) FROM dossier_word AS o
          WHERE o.desk = :desk AND o.dossier = b.dossier
            AND o.word IN (SELECT l.value FROM json_each(:words) AS l)))
   AND (:n_few = 0 OR EXISTS
        (SELECT 1 FROM dossier_word AS o
          WHERE o.desk = :desk AND o.dossier = b.dossier
            AND o.word IN (SELECT l.value FROM json_each(:few) AS l)))
 ORDER BY b.dossier DESC
-- postgresql:
SELECT b.dossier, n.code, n.applicant_name, n.stands, n.waits
  FROM (SELECT c.dossier FROM dossier_word AS c
         WHERE c.desk = :desk AND c.word = :word AND c.dossier < :before
         ORDER BY c.dossier DESC LIMIT :limit) AS b
  LEFT JOIN LATERAL
       (SELECT d.code, d.applicant_name, d.desk AS stands, d.waits FROM dossier_now AS d
         WHERE d.dossier = b.dossier
           AND (:n_words = 0 OR :n_words =
                (SELECT COUNT(*) FROM json_array_elements_text(:words::json) AS l CROSS JOIN LATERAL
                        (SELECT 1 FROM dossier_word AS o
                          WHERE o.desk = :desk AND o.word = l.value AND o.dossier = b.dossier
                          LIMIT 1) AS has))
           AND (:n_few = 0 OR EXISTS
                (SELECT 1 FROM json_array_elements_text(:few::json) AS l CROSS JOIN LATERAL
                        (SELECT 1 FROM dossier_word AS o
                          WHERE o.desk = :desk AND o.word = l.value AND o.dossier = b.dossier
                          LIMIT 1) AS has))
         LIMIT 1) AS n ON TRUE
 ORDER BY b.dossier DESC;

-- name: search_rows many
-- A page of what was found, the newest first; dossiers: [id, …].
-- types: dossiers:json
-- sqlite:
SELECT dossier, version, act, at, action, actor, actor_unit, note, code, procedure,
       procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name,
       received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed,
       received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash
  FROM dossier_now WHERE dossier IN (SELECT l.value FROM json_each(:dossiers) AS l)
 ORDER BY dossier DESC LIMIT :limit
-- postgresql:
SELECT dossier, version, act, at, action, actor, actor_unit, note, code, procedure,
       procedure_version, channel, entered_by, applicant, applicant_kind, applicant_name,
       received_unit, competent_unit, desk, status, step, role, back_step, assignee, filed,
       received, due, paused_since, supplements, ended, returned, fee, fee_state, result_hash
  FROM dossier_now
 WHERE dossier = ANY (ARRAY(SELECT l.value::text::bigint
                            FROM json_array_elements(:dossiers::json) AS l))
 ORDER BY dossier DESC LIMIT :limit;
