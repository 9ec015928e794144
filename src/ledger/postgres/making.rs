//! Making a ledger in a database: the schema, and the roles of those who use it.

use super::NEWEST_FORM;
use super::faults::{self, Trouble};
use super::session::connect;
use crate::ledger::address::ServerUrl;
use crate::ledger::{Made, Result, ServerFault, StoreError};

/// The first form. A later one is reached by a step from the form before.
const SCHEMA: &str = include_str!("schema.sql");

/// Makes the schema in the database unless it is there, all of it or nothing; with `grant`, the roles as well.
pub fn make(url: &ServerUrl, grant: bool) -> Result<Made> {
    let mut client = connect(url)?;
    let explain = |error: postgres::Error| faults::explain(Trouble::Said(error), &url.to_string(), super::PATIENCE);
    let fault = |fault| StoreError::Server { place: url.to_string(), fault };
    let about = "SELECT current_setting('server_version_num')::integer, current_setting('server_version'), \
                 current_setting('server_encoding'), pg_is_in_recovery()";
    let row = client.query_typed_one(about, &[]).map_err(explain)?;
    if row.get::<_, i32>(0) < i32::try_from(super::OLDEST).unwrap_or(0) * 10_000 {
        return Err(fault(ServerFault::TooOld { found: row.get(1), needed: super::OLDEST }));
    }
    if row.get::<_, bool>(3) {
        return Err(fault(ServerFault::Replica));
    }
    let encoding: String = row.get(2);
    if encoding != "UTF8" {
        return Err(fault(ServerFault::Encoding { found: encoding }));
    }
    let mut transaction = client.transaction().map_err(explain)?;
    // two at once would both find nothing
    transaction.batch_execute("SELECT pg_advisory_xact_lock(7741061)").map_err(explain)?;
    let row = transaction.query_typed_one("SELECT to_regnamespace('okno') IS NOT NULL", &[]).map_err(explain)?;
    let created = !row.get::<_, bool>(0);
    if created {
        transaction.batch_execute(SCHEMA).map_err(explain)?;
        let form = format!("INSERT INTO okno.form (version) VALUES ({NEWEST_FORM})");
        transaction.batch_execute(&form).map_err(explain)?;
    }
    let roles = roles(&url.database);
    if grant {
        transaction.batch_execute(&roles).map_err(explain)?;
    }
    transaction.commit().map_err(explain)?;
    Ok(Made { created, roles, granted: grant })
}

/// The SQL that makes the three roles of a ledger, named after its database, and gives each what it needs.
pub fn roles(database: &str) -> String {
    let name = |suffix: &str| quoted(&format!("{database}_{suffix}"));
    let (reader, gate, owner) = (name("reader"), name("gate"), name("owner"));
    let create = |role: &str| {
        format!("DO $role$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $role$;\n")
    };
    let tables = ["form", "entries", "subject", "label", "attachment", "lease"];
    let functions = ["now()", "guard_entry()", "refuse()", "write(json)"];
    let mut sql = format!("{}{}{}", create(&reader), create(&gate), create(&owner));
    sql.push_str(&format!("GRANT {reader} TO {gate};\n"));
    sql.push_str(&format!("GRANT CONNECT ON DATABASE {} TO {reader};\n", quoted(database)));
    sql.push_str(&format!("GRANT USAGE ON SCHEMA okno TO {reader};\n"));
    sql.push_str(&format!("GRANT SELECT ON ALL TABLES IN SCHEMA okno TO {reader};\n"));
    sql.push_str(&format!("GRANT EXECUTE ON FUNCTION okno.now() TO {reader};\n"));
    sql.push_str(&format!("GRANT INSERT ON okno.entries, okno.attachment TO {gate};\n"));
    sql.push_str(&format!("GRANT INSERT, UPDATE, DELETE ON okno.subject, okno.label, okno.lease TO {gate};\n"));
    sql.push_str(&format!("GRANT EXECUTE ON FUNCTION okno.write(json) TO {gate};\n"));
    // the owner needs to create in the database for a moment: only then can the schema be given to it
    sql.push_str(&format!("GRANT CREATE ON DATABASE {} TO {owner};\n", quoted(database)));
    sql.push_str(&format!("ALTER SCHEMA okno OWNER TO {owner};\n"));
    for table in tables {
        sql.push_str(&format!("ALTER TABLE okno.{table} OWNER TO {owner};\n"));
    }
    for function in functions {
        sql.push_str(&format!("ALTER FUNCTION okno.{function} OWNER TO {owner};\n"));
    }
    sql.push_str(&format!("REVOKE CREATE ON DATABASE {} FROM {owner};\n", quoted(database)));
    sql
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
