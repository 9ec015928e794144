//! What the login in use could do beyond appending.

use super::session::Session;
use crate::ledger::Result;

/// Each power with its sentence. The first column says whether the login has it.
const POWERS: &str = "SELECT power FROM (VALUES \
     (1, (SELECT rolsuper FROM pg_roles WHERE rolname = session_user), \
      'it is a superuser of the server: it may change everything'), \
     (2, (SELECT rolcreaterole AND NOT rolsuper FROM pg_roles WHERE rolname = session_user), \
      'it may give roles to itself and others (CREATEROLE)'), \
     (3, (SELECT pg_has_role(session_user, nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = 'okno'), \
      'it owns the schema of the ledger: it may remove the guards, and is exempt from those of author and time'), \
     (4, (SELECT bool_or(pg_has_role(session_user, relowner, 'MEMBER')) FROM pg_class \
          WHERE relnamespace = 'okno'::regnamespace AND relkind = 'r'), \
      'it owns tables of the ledger: it may remove their guards'), \
     (5, (SELECT pg_has_role(session_user, datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()), \
      'it owns the database: it may drop it'), \
     (6, has_table_privilege('okno.entries', 'UPDATE'), 'it has the privilege to change entries (UPDATE)'), \
     (7, has_table_privilege('okno.entries', 'DELETE'), 'it has the privilege to remove entries (DELETE)'), \
     (8, has_table_privilege('okno.entries', 'TRUNCATE'), 'it has the privilege to remove all entries (TRUNCATE)'), \
     (9, has_table_privilege('okno.attachment', 'UPDATE') OR has_table_privilege('okno.attachment', 'DELETE'), \
      'it has the privilege to change or remove attachments'), \
     (10, has_schema_privilege('okno', 'CREATE'), 'it has the privilege to add tables and functions to the ledger (CREATE)'), \
     (11, has_table_privilege('okno.form', 'UPDATE') OR has_table_privilege('okno.form', 'INSERT'), \
      'it has the privilege to change what the ledger knows of its form') \
     ) AS powers (number, has, power) WHERE has ORDER BY number";

/// One sentence each.
pub(super) fn of(session: &mut Session) -> Result<Vec<String>> {
    session.presence()?;
    let rows = session.ask(POWERS, &[]).map_err(|trouble| session.explain(trouble))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
