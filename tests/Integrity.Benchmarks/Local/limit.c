/* The yardstick of the local benchmark: the fastest way that C knows to read gzip files, inflate them and hash what comes out.
   No chain, no signatures, no checks beyond gzip's own.

       gcc -O3 -march=native limit.c -o limit -ldeflate -lcrypto -lpthread
       limit THREADS PASSES LIST       LIST holds one path a line

   For each pass it prints: seconds, inflated bytes, and the exclusive or of the first eight bytes of all hashes. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libdeflate.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MAX_THREADS = 256 };

static char **paths;
static size_t path_count;
static atomic_size_t next_path;

struct worker {
    pthread_t thread;
    uint64_t bytes, hashes;
};

struct buffer {
    unsigned char *bytes;
    size_t size;
};

static void fail(const char *what) {
    fprintf(stderr, "limit: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void ensure(struct buffer *buffer, size_t size) {
    if (size <= buffer->size) return;
    free(buffer->bytes);
    buffer->size = size;
    if (!(buffer->bytes = malloc(size))) fail("malloc");
}

static size_t read_file(const char *path, struct buffer *into) {
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &about)) fail(path);
    ensure(into, (size_t)about.st_size);
    size_t length = 0;
    for (ssize_t got; length < (size_t)about.st_size; length += (size_t)got) {
        got = read(file, into->bytes + length, (size_t)about.st_size - length);
        if (got <= 0) fail(path);
    }
    close(file);
    return length;
}

static uint32_t little_endian(const unsigned char *at) {
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void *work(void *argument) {
    struct worker *worker = argument;
    struct buffer packed = {0}, inflated = {0};
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!inflater || !sha256 || !context) fail("set-up");
    for (size_t i; (i = atomic_fetch_add(&next_path, 1)) < path_count;) {
        size_t length = read_file(paths[i], &packed), size;
        if (length < 18) fail(paths[i]);
        /* the length that the trailer tells spares growing the buffer: only a yardstick may trust it */
        ensure(&inflated, little_endian(packed.bytes + length - 4));
        unsigned char hash[EVP_MAX_MD_SIZE];
        uint64_t first;
        if (libdeflate_gzip_decompress(inflater, packed.bytes, length, inflated.bytes, inflated.size, &size) != LIBDEFLATE_SUCCESS) fail(paths[i]);
        if (!EVP_DigestInit_ex2(context, sha256, NULL) || !EVP_DigestUpdate(context, inflated.bytes, size) || !EVP_DigestFinal_ex(context, hash, NULL)) fail("SHA-256");
        memcpy(&first, hash, sizeof first);
        worker->bytes += size;
        worker->hashes ^= first;
    }
    EVP_MD_CTX_free(context);
    EVP_MD_free(sha256);
    libdeflate_free_decompressor(inflater);
    free(packed.bytes);
    free(inflated.bytes);
    return NULL;
}

static void read_list(const char *list) {
    FILE *file = fopen(list, "r");
    if (!file) fail(list);
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
        if (line[length - 1] == '\n') line[length - 1] = '\0';
        if (!(paths = realloc(paths, (path_count + 1) * sizeof *paths)) || !(paths[path_count++] = strdup(line))) fail("list");
    }
    free(line);
    fclose(file);
}

static void run_pass(int threads) {
    static struct worker workers[MAX_THREADS];
    struct timespec from, to;
    uint64_t bytes = 0, hashes = 0;
    memset(workers, 0, sizeof workers);
    atomic_store(&next_path, 0);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < threads; i++)
        if ((errno = pthread_create(&workers[i].thread, NULL, work, &workers[i]))) fail("pthread_create");
    for (int i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        bytes += workers[i].bytes;
        hashes ^= workers[i].hashes;
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    printf("%.6f %" PRIu64 " %016" PRIx64 "\n", seconds, bytes, hashes);
}

int main(int argc, char **argv) {
    int threads = argc == 4 ? atoi(argv[1]) : 0, passes = argc == 4 ? atoi(argv[2]) : 0;
    if (threads < 1 || threads > MAX_THREADS || passes < 1) {
        fprintf(stderr, "usage: limit THREADS PASSES LIST\n");
        return 2;
    }
    read_list(argv[3]);
    for (int i = 0; i < passes; i++) run_pass(threads);
    return 0;
}
