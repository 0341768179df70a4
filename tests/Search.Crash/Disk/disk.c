/* Records what a process does to the files below DISK_ROOT, in order and with its data, to the file DISK_JOURNAL: loaded in front
 * of libc (LD_PRELOAD) it sees every write and flush of SQLite, Lucene and the runtime alike. DISK_FAIL=ENOSPC:N or EIO:N makes
 * every write and flush from the Nth recorded operation on fail with that error; DISK_FULL_WHILE=FILE makes them fail with ENOSPC while that file exists.
 * DISK_READ_ONLY_WHILE=FILE likewise refuses to open anything for writing. DISK_SHORT=SEED makes reads and writes give and take a random part of what is asked. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static size_t root_length;
static int journal = -1, fail_with;
static long operations, fail_from = -1;
static const char *full_while, *read_only_while;
static unsigned short_seed;

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  REAL(open);
  root = getenv("DISK_ROOT");
  const char *to = getenv("DISK_JOURNAL"), *fail = getenv("DISK_FAIL");
  if (!root) return;
  root_length = strlen(root);
  full_while = getenv("DISK_FULL_WHILE");
  read_only_while = getenv("DISK_READ_ONLY_WHILE");
  if (getenv("DISK_SHORT")) short_seed = atoi(getenv("DISK_SHORT")) | 1;
  if (to) journal = real(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fail) {
    fail_with = strncmp(fail, "EIO", 3) == 0 ? EIO : ENOSPC;
    fail_from = atol(strchr(fail, ':') + 1);
  }
}

static int below(const char *path) { return root && strncmp(path, root, root_length) == 0 && path[root_length] == '/'; }

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, PATH_MAX - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  return below(path) || (root && strcmp(path, root) == 0);
}

static void record(char op, const char *path, uint64_t offset, const void *data, uint32_t length) {
  operations++;
  if (journal < 0) return;
  uint32_t path_length = strlen(path);
  struct iovec parts[] = {{&op, 1}, {&path_length, 4}, {(void *)path, path_length}, {&offset, 8}, {&length, 4}, {(void *)data, length}};
  if (writev(journal, parts, 6) < 0) abort();
}

/* At least one byte, and half of the time all of it. */
static size_t part(size_t length) {
  if (!short_seed || length < 2) return length;
  unsigned drawn = __atomic_add_fetch(&short_seed, 2654435761u, __ATOMIC_RELAXED);
  drawn ^= drawn >> 15;
  return drawn & 1 ? length : 1 + (drawn >> 1) % length;
}

static int failing(void) {
  if (full_while && access(full_while, F_OK) == 0) { errno = ENOSPC; return 1; }
  if (fail_from < 0 || operations < fail_from) return 0;
  errno = fail_with;
  return 1;
}

static int opened(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  if (read_only_while && flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC) && below(path) && access(read_only_while, F_OK) == 0) { errno = EROFS; return -1; }
  if (!(flags & (O_CREAT | O_TRUNC)) || !below(path)) return real(path, flags, mode);
  pthread_mutex_lock(&lock);
  int fresh = access(path, F_OK) != 0, fd = fresh && failing() ? -1 : real(path, flags, mode), error = errno;
  if (fd >= 0 && fresh) record('C', path, 0, "", 0);
  else if (fd >= 0 && flags & O_TRUNC) record('T', path, 0, "", 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return fd;
}

#define OPEN(name) int name(const char *path, int flags, ...) { REAL(name); va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); return opened((int (*)(const char *, int, ...))real, path, flags, mode); }
OPEN(open)
OPEN(open64)

#define RECORDED(call, path_ok, after) \
  pthread_mutex_lock(&lock); \
  __typeof__(call) result = path_ok && failing() ? -1 : (call); \
  int error = errno; \
  if (result >= 0 && path_ok) { after; } \
  pthread_mutex_unlock(&lock); \
  errno = error; \
  return result

ssize_t write(int fd, const void *data, size_t length) {
  REAL(write);
  char path[PATH_MAX];
  int ours = root && path_of(fd, path);
  if (!ours) return real(fd, data, length);
  length = part(length);
  RECORDED(real(fd, data, length), ours, record('W', path, (uint64_t)(lseek(fd, 0, SEEK_CUR) - result), data, result));
}

#define PWRITE(name, offset_type) ssize_t name(int fd, const void *data, size_t length, offset_type offset) { \
  REAL(name); char path[PATH_MAX]; int ours = root && path_of(fd, path); \
  if (!ours) return real(fd, data, length, offset); \
  length = part(length); \
  RECORDED(real(fd, data, length, offset), ours, record('W', path, offset, data, result)); }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t read(int fd, void *data, size_t length) {
  REAL(read);
  char path[PATH_MAX];
  return real(fd, data, short_seed && path_of(fd, path) ? part(length) : length);
}

#define PREAD(name, offset_type) ssize_t name(int fd, void *data, size_t length, offset_type offset) { \
  REAL(name); char path[PATH_MAX]; \
  return real(fd, data, short_seed && path_of(fd, path) ? part(length) : length, offset); }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

#define PWRITEV(name, offset_type) ssize_t name(int fd, const struct iovec *parts, int count, offset_type offset) { \
  ssize_t total = 0; \
  for (int i = 0; i < count; i++) { ssize_t n = pwrite(fd, parts[i].iov_base, parts[i].iov_len, offset + total); if (n < 0) return total ? total : -1; total += n; if ((size_t)n < parts[i].iov_len) break; } \
  return total; }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

#define TRUNCATE(name, offset_type) int name(int fd, offset_type size) { \
  REAL(name); char path[PATH_MAX]; int ours = root && path_of(fd, path); \
  if (!ours) return real(fd, size); \
  RECORDED(real(fd, size), ours, record('T', path, size, "", 0)); }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

/* Whether it is a file or a folder, the reader of the journal knows. */
#define SYNC(name) int name(int fd) { \
  REAL(name); char path[PATH_MAX]; int ours = root && path_of(fd, path); \
  if (!ours) return real(fd); \
  RECORDED((errno = 0, 0), ours, record('S', path, 0, "", 0)); }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char *from, const char *to) {
  REAL(rename);
  int ours = below(from);
  if (!ours) return real(from, to);
  RECORDED(real(from, to), ours, record('R', from, 0, to, strlen(to)));
}

int link(const char *from, const char *to) {
  if (below(from)) { errno = EPERM; return -1; } /* the runtime falls back to what is recorded */
  REAL(link);
  return real(from, to);
}

int unlink(const char *path) {
  REAL(unlink);
  int ours = below(path);
  if (!ours) return real(path);
  RECORDED(real(path), 1, record('U', path, 0, "", 0));
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  int ours = below(path);
  if (!ours) return real(path, mode);
  RECORDED(real(path, mode), 1, record('M', path, 0, "", 0));
}

int rmdir(const char *path) {
  REAL(rmdir);
  int ours = below(path);
  if (!ours) return real(path);
  RECORDED(real(path), 1, record('U', path, 0, "", 0));
}

/* The runtime's fast ways to copy a file: it falls back to reading and writing. */
ssize_t sendfile(int out, int in, off_t *offset, size_t count) { errno = EINVAL; return -1; }
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) { errno = EINVAL; return -1; }
ssize_t copy_file_range(int in, off64_t *in_offset, int out, off64_t *out_offset, size_t count, unsigned int flags) { errno = EINVAL; return -1; }
