//! `okno.init/1`.

use serde::Serialize;

use super::{
    NoticeBody, answer, notices,
    times::{CustomerBody, WindowBody},
};
use crate::{
    app::answers::{Initialised, Windows},
    policy::{CustomerId, System, SystemBackup},
};

/// `okno init --format json`.
pub fn initialised(answered: &Initialised) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        path: &'a str,
        customers: Vec<CustomerWindows<'a>>,
        systems: Vec<SystemBody<'a>>,
        notices: Vec<NoticeBody>,
    }
    let body = Body {
        path: &answered.path,
        customers: answered.windows.iter().filter_map(CustomerWindows::new).collect(),
        systems: answered.systems.iter().map(SystemBody::new).collect(),
        notices: notices(&answered.notices),
    };
    answer("okno.init/1", body, &answered.footing)
}

#[derive(Serialize)]
struct CustomerWindows<'a> {
    #[serde(flatten)]
    customer: CustomerBody<'a>,
    windows: Vec<WindowBody>,
}

impl<'a> CustomerWindows<'a> {
    fn new(answered: &'a Windows) -> Option<Self> {
        let id = answered.customer.as_ref()?;
        let windows = answered.windows.iter().map(|window| WindowBody::new(window, &answered.places)).collect();
        Some(Self { customer: CustomerBody::new(id, answered), windows })
    }
}

#[derive(Serialize)]
struct SystemBody<'a> {
    system: &'a str,
    customers: Vec<&'a str>,
    /// The tool, `of` or `none`; `null`: by hand.
    backup: Option<&'static str>,
}

impl<'a> SystemBody<'a> {
    fn new(system: &'a System) -> Self {
        Self {
            system: system.id.as_str(),
            customers: system.customers.iter().map(CustomerId::as_str).collect(),
            backup: system.backup.as_ref().map(|backup| match backup {
                SystemBackup::Own(config) => config.tool.name(),
                SystemBackup::Of(_) => "of",
                SystemBackup::Needless(_) => "none",
            }),
        }
    }
}
