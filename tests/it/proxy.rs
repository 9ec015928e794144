//! What may lie between okno and its server: a line that counts, alters and breaks, and a pool in transaction mode.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
};

/// Hands every byte on, and counts how often a client waits for the server: a burst of requests, then an answer.
pub struct Proxy {
    pub port: u16,
    line: Arc<Line>,
}

/// When a line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// The server never hears of the request.
    BeforeTheRequest,
    /// The server did what it was asked for, and the client never hears of it.
    BeforeTheAnswer,
}

struct Line {
    server: u16,
    trips: AtomicU32,
    fate: Mutex<Option<Fate>>,
    happening: AtomicBool,
    alter: fn(&mut [u8]),
}

/// At which round trip the line breaks, and what happens then.
struct Fate {
    trip: u32,
    breaks: Breaks,
    then: Box<dyn FnOnce() + Send>,
}

impl Proxy {
    pub fn to(server: u16) -> Self {
        Self::altering(server, |_| ())
    }

    /// One that changes what the server says.
    pub fn altering(server: u16, alter: fn(&mut [u8])) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = Arc::new(Line {
            server,
            trips: AtomicU32::new(0),
            fate: Mutex::default(),
            happening: AtomicBool::default(),
            alter,
        });
        let own = Arc::clone(&line);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", own.server)) else { continue };
                own.connect(client, server);
            }
        });
        Self { port, line }
    }

    /// Round trips since it was asked last.
    pub fn trips(&self) -> u32 {
        self.line.trips.swap(0, Ordering::SeqCst)
    }

    /// Breaks the line once, at the round trip of that number, counted from now on.
    pub fn break_at(&self, trip: u32, breaks: Breaks, then: impl FnOnce() + Send + 'static) {
        self.trips();
        *self.line.fate.lock().unwrap() = Some(Fate { trip, breaks, then: Box::new(then) });
    }

    /// Waits for what happens when the line breaks; whether it broke at all.
    pub fn has_broken(&self) -> bool {
        while self.line.happening.load(Ordering::SeqCst) {
            thread::sleep(std::time::Duration::from_millis(5));
        }
        self.line.fate.lock().unwrap().is_none()
    }
}

impl Line {
    /// Whether the line breaks here and now.
    fn meets_its_fate(&self, trip: u32, breaks: Breaks) -> bool {
        let mut fate = self.fate.lock().unwrap();
        let Some(met) = fate.take_if(|fate| fate.trip == trip && fate.breaks == breaks) else { return false };
        self.happening.store(true, Ordering::SeqCst);
        drop(fate);
        (met.then)();
        self.happening.store(false, Ordering::SeqCst);
        true
    }

    fn connect(self: &Arc<Self>, client: TcpStream, server: TcpStream) {
        let asked = Arc::new(AtomicBool::new(false));
        let (up, up_asked) = (Arc::clone(self), Arc::clone(&asked));
        let (from_client, to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        thread::spawn(move || {
            pass(from_client, to_server, |bytes| {
                // who says goodbye waits for nothing
                let is_new = bytes[0] != b'X' && !up_asked.swap(true, Ordering::SeqCst);
                let trip = if is_new { up.trips.fetch_add(1, Ordering::SeqCst) + 1 } else { 0 };
                !up.meets_its_fate(trip, Breaks::BeforeTheRequest)
            });
        });
        let down = Arc::clone(self);
        thread::spawn(move || {
            pass(server, client, |bytes| {
                (down.alter)(bytes);
                let is_new = asked.swap(false, Ordering::SeqCst);
                let trip = if is_new { down.trips.load(Ordering::SeqCst) } else { 0 };
                !down.meets_its_fate(trip, Breaks::BeforeTheAnswer)
            });
        });
    }
}

/// Until one of them ends, or `goes_on` says otherwise.
fn pass(mut from: TcpStream, mut to: TcpStream, mut goes_on: impl FnMut(&mut [u8]) -> bool) {
    let mut bytes = vec![0; 65_536];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        if !goes_on(&mut bytes[..length]) || to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    for end in [from, to] {
        drop(end.shutdown(Shutdown::Both));
    }
}

/// A pool in transaction mode with so many connections to the server: clients come one after another, and each of their
/// transactions gets the next connection.
pub fn pool(server: u16, size: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut servers, mut greeting) = (Vec::new(), Vec::new());
        for mut client in listener.incoming().map_while(Result::ok) {
            let met = (|| {
                let mut length = [0; 4];
                client.read_exact(&mut length)?;
                let mut startup = length.to_vec();
                startup.resize(u32::from_be_bytes(length) as usize, 0);
                client.read_exact(&mut startup[4..])?;
                while servers.len() < size {
                    let mut fresh = TcpStream::connect(("127.0.0.1", server))?;
                    fresh.write_all(&startup)?;
                    greeting.clear();
                    answer(&mut fresh, &mut greeting)?;
                    servers.push(fresh);
                }
                client.write_all(&greeting)?;
                serve(&mut client, &mut servers)
            })();
            drop(met);
        }
    });
    port
}

/// Until the client says goodbye.
fn serve(client: &mut TcpStream, servers: &mut [TcpStream]) -> io::Result<()> {
    let mut turn = 0;
    loop {
        let mut request = Vec::new();
        let kind = message(client, &mut request)?;
        if kind == b'X' {
            return Ok(());
        }
        servers[turn].write_all(&request)?;
        if matches!(kind, b'Q' | b'S') {
            let mut answered = Vec::new();
            let state = answer(&mut servers[turn], &mut answered)?;
            client.write_all(&answered)?;
            if state == b'I' {
                turn = (turn + 1) % servers.len();
            }
        }
    }
}

/// Everything up to the word that the server is ready: in a transaction, or idle.
fn answer(server: &mut TcpStream, into: &mut Vec<u8>) -> io::Result<u8> {
    while message(server, into)? != b'Z' {}
    Ok(into.last().copied().unwrap_or_default())
}

/// One message. Its kind.
fn message(from: &mut TcpStream, into: &mut Vec<u8>) -> io::Result<u8> {
    let mut head = [0; 5];
    from.read_exact(&mut head)?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
    let begins = into.len();
    into.extend(head);
    into.resize(begins + 1 + length, 0);
    from.read_exact(&mut into[begins + 5..])?;
    Ok(head[0])
}
