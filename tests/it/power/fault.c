/* Comes between okno and its files, and lets the n-th step of one run go wrong. Preloaded; see the module beside it.
 *
 * A step is a call that changes something under FAULT_UNDER, or that starts a process. FAULT_DEED:
 *   kill   before step FAULT_AT the process is killed
 *   torn   the same, but half of what step FAULT_AT writes is written before
 *   full   from step FAULT_AT on nothing grows and nothing new is made: the disk is full
 *   sync   step FAULT_AT, if it waits for the disk, fails
 *   trace  nothing; what is written and waited for is told to the file FAULT_TRACE
 * At its end the process tells FAULT_TRACE how many steps it took.
 * For `full` only the calls that need room are steps, for `sync` only those that wait for the disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

static int does(const char *which);
static const char *under, *deed;
static long at, steps;
static int trace = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    under = getenv("FAULT_UNDER");
    deed = getenv("FAULT_DEED");
    at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : 0;
    if (getenv("FAULT_TRACE"))
        trace = REAL(int, open64, const char *, int, ...)(getenv("FAULT_TRACE"), O_WRONLY | O_APPEND | O_CLOEXEC);
    /* What okno starts is left alone. */
    unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void end(void) {
    if (trace >= 0 && !does("trace"))
        dprintf(trace, "%ld\n", steps);
}

static int does(const char *which) { return under && deed && !strcmp(deed, which); }
static int is_ours(const char *path) { return under && !strncmp(path, under, strlen(under)); }

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    return length > 0 && is_ours(path);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* Counts a step; what of it goes wrong now. */
enum { FINE, HALF, FAILS };
static int step(int needs_room, int waits) {
    pthread_mutex_lock(&one_at_a_time);
    int verdict = FINE;
    if (does("kill") || does("torn")) {
        if (++steps == at)
            verdict = HALF;
    } else if (does("full") && needs_room) {
        if (++steps >= at && at > 0)
            verdict = steps == at ? HALF : FAILS;
    } else if (does("sync") && waits && ++steps == at) {
        verdict = FAILS;
    }
    pthread_mutex_unlock(&one_at_a_time);
    if (verdict == HALF && does("kill"))
        die();
    return verdict;
}

/* A step that cannot be half done: whether it fails. */
static int fails(int needs_room) {
    int verdict = step(needs_room, 0);
    if (verdict != FINE && does("torn"))
        die();
    if (verdict != FINE)
        errno = ENOSPC;
    return verdict != FINE;
}

static void tell(char what, const char *path, long long offset, const void *bytes, size_t length) {
    if (trace < 0 || !does("trace"))
        return;
    char head[PATH_MAX + 64];
    int size = snprintf(head, sizeof head, "%c %lld %zu %s\n", what, offset, length, path);
    ssize_t (*put)(int, const void *, size_t) = REAL(ssize_t, write, int, const void *, size_t);
    pthread_mutex_lock(&one_at_a_time);
    if (put(trace, head, size) != size || (bytes && put(trace, bytes, length) != (ssize_t)length))
        die();
    pthread_mutex_unlock(&one_at_a_time);
}

static ssize_t put(int fd, const void *bytes, size_t length, off64_t offset) {
    ssize_t (*really)(int, const void *, size_t, off64_t) =
        REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    ssize_t (*simply)(int, const void *, size_t) = REAL(ssize_t, write, int, const void *, size_t);
    char path[PATH_MAX];
    struct stat file;
    int placed = offset >= 0;
    if (path_of(fd, path) && fstat(fd, &file) == 0 && S_ISREG(file.st_mode)) {
        int appends = fcntl(fd, F_GETFL) & O_APPEND;
        long long place = placed ? offset : appends ? file.st_size : lseek(fd, 0, SEEK_CUR);
        int verdict = step(place + (long long)length > file.st_size, 0);
        if (verdict == FAILS || (verdict == HALF && length < 2 && !does("torn"))) {
            errno = ENOSPC;
            return -1;
        }
        if (verdict == HALF)
            length /= 2;
        ssize_t written = placed ? really(fd, bytes, length, offset) : simply(fd, bytes, length);
        if (verdict == HALF && does("torn"))
            die();
        if (written > 0)
            tell('W', path, place, bytes, written);
        return written;
    }
    return placed ? really(fd, bytes, length, offset) : simply(fd, bytes, length);
}

ssize_t write(int fd, const void *bytes, size_t length) { return put(fd, bytes, length, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return put(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return put(fd, bytes, length, offset); }

static int sync_with(int (*really)(int), int fd) {
    char path[PATH_MAX];
    if (!path_of(fd, path))
        return really(fd);
    int verdict = step(0, 1);
    if (verdict == HALF && does("torn"))
        die();
    if (verdict != FINE) {
        errno = EIO;
        return -1;
    }
    int done = really(fd);
    tell('S', path, 0, NULL, 0);
    return done;
}
int fsync(int fd) { return sync_with(REAL(int, fsync, int), fd); }
int fdatasync(int fd) { return sync_with(REAL(int, fdatasync, int), fd); }

static int cut(int fd, off64_t length) {
    char path[PATH_MAX];
    struct stat file;
    if (path_of(fd, path) && fstat(fd, &file) == 0) {
        if (fails(length > file.st_size))
            return -1;
        tell('T', path, length, NULL, 0);
    }
    return REAL(int, ftruncate64, int, off64_t)(fd, length);
}
int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

static int open_with(const char *path, int flags, mode_t mode) {
    if (is_ours(path) && flags & O_CREAT && access(path, F_OK) != 0 && fails(1))
        return -1;
    return REAL(int, open64, const char *, int, ...)(path, flags, mode);
}
int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_with(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_with(path, flags, mode);
}

int mkdir(const char *path, mode_t mode) {
    if (is_ours(path) && access(path, F_OK) != 0 && fails(1))
        return -1;
    return REAL(int, mkdir, const char *, mode_t)(path, mode);
}
int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (is_ours(to) && fails(1))
        return -1;
    return REAL(int, linkat, int, const char *, int, const char *, int)(from_folder, from, to_folder, to, flags);
}
int rename(const char *from, const char *to) {
    if (is_ours(to) && fails(0))
        return -1;
    return REAL(int, rename, const char *, const char *)(from, to);
}
int unlink(const char *path) {
    if (is_ours(path) && fails(0))
        return -1;
    return REAL(int, unlink, const char *)(path);
}

pid_t fork(void) {
    if (step(0, 0) != FINE)
        die();
    return REAL(pid_t, fork, void)();
}
