-- What the database itself refuses (attacks A25, A41, A50; DESIGN.md section 5, I9): a guard is a trigger with a
-- full name, and `console.store.opening` finds out when one is missing or was changed.  Statements end with a line
-- that is `END;`.

-- entries

CREATE TRIGGER guard_entries_update BEFORE UPDATE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never changed');
END;

CREATE TRIGGER guard_entries_delete BEFORE DELETE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never deleted');
END;

CREATE TRIGGER guard_entries_gap BEFORE INSERT ON entries
WHEN NEW.entry_index <> COALESCE((SELECT MAX(entry_index) + 1 FROM entries), 0)
BEGIN
    SELECT RAISE(ABORT, 'entries are added at the end only');
END;

CREATE TRIGGER guard_entries_twice BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE digest = NEW.digest)
BEGIN
    SELECT RAISE(ABORT, 'this document was admitted before');
END;

-- checkpoints

CREATE TRIGGER guard_checkpoints_update BEFORE UPDATE ON checkpoints
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are never changed');
END;

CREATE TRIGGER guard_checkpoints_delete BEFORE DELETE ON checkpoints
BEGIN
    SELECT RAISE(ABORT, 'checkpoints are never deleted');
END;

CREATE TRIGGER guard_checkpoints_growth BEFORE INSERT ON checkpoints
WHEN NEW.size <= (SELECT MAX(size) FROM checkpoints)
BEGIN
    SELECT RAISE(ABORT, 'checkpoints only grow');
END;

-- meta

CREATE TRIGGER guard_meta_update BEFORE UPDATE ON meta
BEGIN
    SELECT RAISE(ABORT, 'facts of the store are never changed');
END;

CREATE TRIGGER guard_meta_delete BEFORE DELETE ON meta
BEGIN
    SELECT RAISE(ABORT, 'facts of the store are never deleted');
END;

CREATE TRIGGER guard_meta_replace BEFORE INSERT ON meta
WHEN EXISTS (SELECT 1 FROM meta WHERE key = NEW.key)
BEGIN
    SELECT RAISE(ABORT, 'facts of the store are never replaced');
END;

-- tree_nodes

CREATE TRIGGER guard_tree_nodes_update BEFORE UPDATE ON tree_nodes
BEGIN
    SELECT RAISE(ABORT, 'tree_nodes are never changed');
END;

CREATE TRIGGER guard_tree_nodes_delete BEFORE DELETE ON tree_nodes
BEGIN
    SELECT RAISE(ABORT, 'tree_nodes are never deleted');
END;

CREATE TRIGGER guard_tree_nodes_replace BEFORE INSERT ON tree_nodes
WHEN EXISTS (SELECT 1 FROM tree_nodes WHERE level = NEW.level AND position = NEW.position)
BEGIN
    SELECT RAISE(ABORT, 'tree_nodes are never replaced');
END;

-- entry_subjects

CREATE TRIGGER guard_entry_subjects_update BEFORE UPDATE ON entry_subjects
BEGIN
    SELECT RAISE(ABORT, 'entry_subjects are never changed');
END;

CREATE TRIGGER guard_entry_subjects_delete BEFORE DELETE ON entry_subjects
BEGIN
    SELECT RAISE(ABORT, 'entry_subjects are never deleted');
END;

-- (the whole row is the key, so replacing one changes nothing)

-- reports

CREATE TRIGGER guard_reports_update BEFORE UPDATE ON reports
BEGIN
    SELECT RAISE(ABORT, 'reports are never changed');
END;

CREATE TRIGGER guard_reports_delete BEFORE DELETE ON reports
BEGIN
    SELECT RAISE(ABORT, 'reports are never deleted');
END;

CREATE TRIGGER guard_reports_replace BEFORE INSERT ON reports
WHEN EXISTS (SELECT 1 FROM reports WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'reports are never replaced');
END;

-- contents

CREATE TRIGGER guard_contents_update BEFORE UPDATE ON contents
BEGIN
    SELECT RAISE(ABORT, 'contents are never changed');
END;

CREATE TRIGGER guard_contents_delete BEFORE DELETE ON contents
BEGIN
    SELECT RAISE(ABORT, 'contents are never deleted');
END;

CREATE TRIGGER guard_contents_replace BEFORE INSERT ON contents
WHEN EXISTS (SELECT 1 FROM contents WHERE id = NEW.id OR lookup = NEW.lookup)
BEGIN
    SELECT RAISE(ABORT, 'contents are never replaced');
END;

-- findings

CREATE TRIGGER guard_findings_update BEFORE UPDATE ON findings
BEGIN
    SELECT RAISE(ABORT, 'findings are never changed');
END;

CREATE TRIGGER guard_findings_delete BEFORE DELETE ON findings
BEGIN
    SELECT RAISE(ABORT, 'findings are never deleted');
END;

CREATE TRIGGER guard_findings_replace BEFORE INSERT ON findings
WHEN EXISTS (SELECT 1 FROM findings WHERE digest = NEW.digest)
BEGIN
    SELECT RAISE(ABORT, 'findings are never replaced');
END;

-- receipts

CREATE TRIGGER guard_receipts_update BEFORE UPDATE ON receipts
BEGIN
    SELECT RAISE(ABORT, 'receipts are never changed');
END;

CREATE TRIGGER guard_receipts_delete BEFORE DELETE ON receipts
BEGIN
    SELECT RAISE(ABORT, 'receipts are never deleted');
END;

CREATE TRIGGER guard_receipts_replace BEFORE INSERT ON receipts
WHEN EXISTS (SELECT 1 FROM receipts WHERE entry_index = NEW.entry_index)
BEGIN
    SELECT RAISE(ABORT, 'receipts are never replaced');
END;

-- way_backs

CREATE TRIGGER guard_way_backs_update BEFORE UPDATE ON way_backs
BEGIN
    SELECT RAISE(ABORT, 'way_backs are never changed');
END;

CREATE TRIGGER guard_way_backs_delete BEFORE DELETE ON way_backs
BEGIN
    SELECT RAISE(ABORT, 'way_backs are never deleted');
END;

CREATE TRIGGER guard_way_backs_replace BEFORE INSERT ON way_backs
WHEN EXISTS (SELECT 1 FROM way_backs WHERE id = NEW.id OR (effect = NEW.effect AND digest = NEW.digest))
BEGIN
    SELECT RAISE(ABORT, 'way_backs are never replaced');
END;

-- notes

CREATE TRIGGER guard_notes_update BEFORE UPDATE ON notes
BEGIN
    SELECT RAISE(ABORT, 'notes are never changed');
END;

CREATE TRIGGER guard_notes_delete BEFORE DELETE ON notes
BEGIN
    SELECT RAISE(ABORT, 'notes are never deleted');
END;

CREATE TRIGGER guard_notes_replace BEFORE INSERT ON notes
WHEN EXISTS (SELECT 1 FROM notes WHERE entry_index = NEW.entry_index)
BEGIN
    SELECT RAISE(ABORT, 'notes are never replaced');
END;

-- rejections

CREATE TRIGGER guard_rejections_update BEFORE UPDATE ON rejections
BEGIN
    SELECT RAISE(ABORT, 'rejections are never changed');
END;

CREATE TRIGGER guard_rejections_delete BEFORE DELETE ON rejections
BEGIN
    SELECT RAISE(ABORT, 'rejections are never deleted');
END;

CREATE TRIGGER guard_rejections_replace BEFORE INSERT ON rejections
WHEN EXISTS (SELECT 1 FROM rejections WHERE person = NEW.person AND hour = NEW.hour)
BEGIN
    SELECT RAISE(ABORT, 'rejections are never replaced');
END;

-- texts: erasing takes text and salt away, once; nothing else changes

CREATE TRIGGER guard_texts_update BEFORE UPDATE ON texts
WHEN OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL OR NEW.text IS NOT NULL OR NEW.salt IS NOT NULL
    OR NEW.digest IS NOT OLD.digest
BEGIN
    SELECT RAISE(ABORT, 'texts are never changed, only erased');
END;

CREATE TRIGGER guard_texts_delete BEFORE DELETE ON texts
BEGIN
    SELECT RAISE(ABORT, 'texts are never deleted, only erased');
END;

CREATE TRIGGER guard_texts_replace BEFORE INSERT ON texts
WHEN EXISTS (SELECT 1 FROM texts WHERE digest = NEW.digest)
BEGIN
    SELECT RAISE(ABORT, 'texts are never replaced');
END;

-- inbox: a pending request is answered, once; what was asked never changes

CREATE TRIGGER guard_inbox_update BEFORE UPDATE ON inbox
WHEN OLD.state <> 'pending' OR NEW.state = 'pending' OR NEW.id IS NOT OLD.id OR NEW.digest IS NOT OLD.digest
    OR NEW.person IS NOT OLD.person OR NEW.kind IS NOT OLD.kind OR NEW.urgency IS NOT OLD.urgency
    OR NEW.document IS NOT OLD.document OR NEW.signatures IS NOT OLD.signatures
    OR NEW.received_at IS NOT OLD.received_at
BEGIN
    SELECT RAISE(ABORT, 'a request is answered once and never changed');
END;

CREATE TRIGGER guard_inbox_delete BEFORE DELETE ON inbox
BEGIN
    SELECT RAISE(ABORT, 'requests are never deleted');
END;

CREATE TRIGGER guard_inbox_replace BEFORE INSERT ON inbox
WHEN EXISTS (SELECT 1 FROM inbox WHERE id = NEW.id OR (person = NEW.person AND digest = NEW.digest))
BEGIN
    SELECT RAISE(ABORT, 'requests are never replaced');
END;

-- rows that change, but never go away

CREATE TRIGGER guard_accounts_replace BEFORE INSERT ON accounts
WHEN EXISTS (SELECT 1 FROM accounts WHERE id = NEW.id OR (platform = NEW.platform AND lookup = NEW.lookup))
BEGIN
    SELECT RAISE(ABORT, 'accounts are never replaced');
END;

CREATE TRIGGER guard_cases_replace BEFORE INSERT ON cases
WHEN EXISTS (SELECT 1 FROM cases WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'cases are never replaced');
END;

CREATE TRIGGER guard_accounts_delete BEFORE DELETE ON accounts
BEGIN
    SELECT RAISE(ABORT, 'accounts are never deleted');
END;

CREATE TRIGGER guard_cases_delete BEFORE DELETE ON cases
BEGIN
    SELECT RAISE(ABORT, 'cases are never deleted');
END;

CREATE TRIGGER guard_case_contents_delete BEFORE DELETE ON case_contents
BEGIN
    SELECT RAISE(ABORT, 'case_contents are never deleted');
END;

CREATE TRIGGER guard_case_reasons_delete BEFORE DELETE ON case_reasons
BEGIN
    SELECT RAISE(ABORT, 'case_reasons are never deleted');
END;

CREATE TRIGGER guard_case_languages_delete BEFORE DELETE ON case_languages
BEGIN
    SELECT RAISE(ABORT, 'case_languages are never deleted');
END;

CREATE TRIGGER guard_platforms_delete BEFORE DELETE ON platforms
BEGIN
    SELECT RAISE(ABORT, 'platforms are never deleted');
END;

CREATE TRIGGER guard_proposals_delete BEFORE DELETE ON proposals
BEGIN
    SELECT RAISE(ABORT, 'proposals are never deleted');
END;

CREATE TRIGGER guard_assignments_delete BEFORE DELETE ON assignments
BEGIN
    SELECT RAISE(ABORT, 'assignments are never deleted');
END;

CREATE TRIGGER guard_effects_delete BEFORE DELETE ON effects
BEGIN
    SELECT RAISE(ABORT, 'effects are never deleted');
END;

CREATE TRIGGER guard_people_delete BEFORE DELETE ON people
BEGIN
    SELECT RAISE(ABORT, 'people are never deleted');
END;

CREATE TRIGGER guard_duties_delete BEFORE DELETE ON duties
BEGIN
    SELECT RAISE(ABORT, 'duties are never deleted');
END;
