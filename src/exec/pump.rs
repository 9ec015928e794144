//! Reads a pipe on a thread of its own, in a fixed number of buffers that go round.

use std::{
    io::{ErrorKind, PipeReader, Read},
    sync::mpsc::{self, Sender},
    thread,
};

const BUFFER_SIZE: usize = 64 * 1024;
const BUFFERS: usize = 4;

/// Bytes that were read together.
pub(super) struct Chunk {
    buffer: Vec<u8>,
    length: usize,
    give_back: Sender<Vec<u8>>,
}

impl Chunk {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.length]
    }

    /// Hands the buffer back to the thread that reads.
    pub(super) fn recycle(self) {
        // The reader has met the end when it does not take buffers any more.
        let _ = self.give_back.send(self.buffer);
    }
}

/// Sends what comes through the pipe as `wrap(Some(chunk))`, and its end as `wrap(None)`.
///
/// The thread is left alone, not joined: a daemon may hold the pipe for ever.
pub(super) fn pump<E: Send + 'static>(
    mut pipe: PipeReader,
    post: Sender<E>,
    wrap: impl Fn(Option<Chunk>) -> E + Send + 'static,
) {
    thread::spawn(move || {
        let (give_back, empty_buffers) = mpsc::channel();
        for _ in 0..BUFFERS {
            let _ = give_back.send(vec![0; BUFFER_SIZE]);
        }
        for mut buffer in empty_buffers {
            let length = match pipe.read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {
                    let _ = give_back.send(buffer);
                    continue;
                }
                Ok(0) | Err(_) => break,
                Ok(length) => length,
            };
            if post.send(wrap(Some(Chunk { buffer, length, give_back: give_back.clone() }))).is_err() {
                return;
            }
        }
        let _ = post.send(wrap(None));
    });
}
