//! Where the ledger is, and how it is opened.

use std::{
    io::{self, ErrorKind},
    path::Path,
};

use super::{Caller, Choice, Site};
use crate::{
    app::{Error, answers::Notice},
    clock::Clock as _,
    ledger::{
        self, Store, StoreError,
        address::Address,
        seen_head::{Estranged, Memory, SeenHeads},
        sqlite::{self, Sqlite},
    },
    people::Account,
};

impl Site<'_> {
    /// The ledger, to read it; `None` while there is none.
    pub(in crate::app) fn ledger_to_read(&self) -> Result<Option<Box<dyn Store>>, Error> {
        let opened = match &self.ledger {
            Address::File(_) => open_to_read(&self.ledger)?,
            Address::Server(_) => Some(self.server()?),
        };
        let Some(store) = opened else {
            return self.gone().map_or(Ok(None), |how| Err(StoreError::from(Box::new(how)).into()));
        };
        self.recall();
        Ok(Some(store))
    }

    /// A connection to the server.
    fn server(&self) -> Result<Box<dyn Store>, Error> {
        if let Some(unmet) = &self.unmet {
            return Err(unmet.once_more(&self.place).into());
        }
        let connected = self.connected.borrow_mut().take();
        connected.map_or_else(|| open_server(&self.ledger), Ok)
    }

    /// The ledger, which has to exist.
    pub(in crate::app) fn ledger_that_exists(&self) -> Result<Box<dyn Store>, Error> {
        self.ledger_to_read()?.ok_or_else(|| StoreError::Missing { path: self.place.clone() }.into())
    }

    /// The ledger, to append to it; made if there is none, with what is worth saying about that. Whether this machine wrote
    /// to one there that is [gone](Self::gone) is the caller's question.
    pub(in crate::app) fn ledger_to_write(&self) -> Result<(Box<dyn Store>, Vec<Notice>), Error> {
        let path = match &self.ledger {
            Address::File(path) => path,
            Address::Server(_) => {
                let store = self.server()?;
                self.recall();
                return Ok((store, Vec::new()));
            }
        };
        let (store, opened) = Sqlite::create_or_open(path)?;
        self.recall();
        let mut notices = Vec::new();
        if let sqlite::Opened::Created { warnings } = opened {
            notices.push(Notice::LedgerCreated(path.display().to_string()));
            notices.extend(warnings.into_iter().map(Notice::Ledger));
        }
        Ok((Box::new(store), notices))
    }

    /// Why nothing can be written beside the ledger: nothing has run, and an operator has to see to it.
    pub(in crate::app) fn unwritable(&self, error: &io::Error) -> Error {
        if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            return StoreError::Full { path: self.place.clone() }.into();
        }
        let folder = self.ledger_folder().display();
        Error::Environment {
            what: format!("{folder}, the folder of the ledger, cannot be written: {error}"),
            hint: Some(format!("make {folder} writable for the account that runs okno; nothing was started")),
        }
    }

    /// The folder that the ledger lies in: run locks lie beside it.
    pub(in crate::app) fn ledger_folder(&self) -> &Path {
        &self.lock_folder
    }

    /// The folder for the locks of runs; made for its owner alone if there is none, since the ledger will lie in it.
    pub(in crate::app) fn make_lock_folder(&self) -> io::Result<&Path> {
        sqlite::make_folder(&self.lock_folder)?;
        Ok(&self.lock_folder)
    }

    /// Where the ledger is.
    pub(in crate::app) fn ledger_address(&self) -> &Address {
        &self.ledger
    }

    /// Where the ledger lies, or will.
    pub(in crate::app) fn ledger_place(&self) -> &Path {
        &self.place
    }

    /// Why there is no ledger, where this machine wrote to one.
    pub(in crate::app) fn gone(&self) -> Option<Estranged> {
        let Address::File(path) = &self.ledger else { return None };
        let how = self.seen_heads()?.gone(path)?;
        path.try_exists().is_ok_and(|exists| !exists).then_some(how)
    }

    /// What this machine remembered of the ledger when this command opened it.
    pub(in crate::app) fn memory(&self) -> Option<&Memory> {
        self.memory.get()
    }

    pub(super) fn recall(&self) {
        if let Some(heads) = self.seen_heads() {
            self.memory.get_or_init(|| heads.recall(&self.place));
        }
    }

    /// What this machine remembers of ledgers and their heads.
    pub(in crate::app) fn seen_heads(&self) -> Option<SeenHeads> {
        self.caller.state_folder.as_ref().map(SeenHeads::at)
    }
}

/// The ledger that flag or variable name, relative to the current folder.
pub(in crate::app) fn chosen_ledger(caller: &Caller<'_>, choice: &Choice) -> Result<Option<Address>, Error> {
    let read = |place: &str| Address::parse(place, &caller.folder, &choice.login);
    Ok(choice.ledger.as_deref().map(read).transpose()?)
}

pub(in crate::app) fn open_to_read(ledger: &Address) -> Result<Option<Box<dyn Store>>, Error> {
    let Address::File(path) = ledger else { return Ok(Some(open_server(ledger)?)) };
    match Sqlite::open_read_only(path) {
        Ok(store) => Ok(Some(Box::new(store))),
        Err(StoreError::Missing { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn open_server(ledger: &Address) -> Result<Box<dyn Store>, Error> {
    Ok(ledger::open_server(ledger)?)
}

/// Asks a server who we are and what time it is: both are its to say.
pub(super) fn introduce(ledger: &Address, caller: &mut Caller<'_>) -> Result<Option<Box<dyn Store>>, StoreError> {
    if matches!(ledger, Address::File(_)) {
        return Ok(None);
    }
    let mut store = ledger::open_server(ledger)?;
    if let Some(presence) = store.presence()? {
        caller.account = Account { uid: Account::OF_A_SERVER, name: presence.login };
        let by = presence.now - caller.clock.now();
        caller.clock = caller.clock.moved(by);
        caller.now = presence.now;
    }
    Ok(Some(store))
}
