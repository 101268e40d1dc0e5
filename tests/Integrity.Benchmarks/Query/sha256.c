/* The yardstick of the benchmark of query results: SHA-256 as fast as OpenSSL has it on this machine.

       gcc -O3 -march=native sha256.c -o sha256 -lcrypto -lpthread
       sha256 THREADS read|memory FILE...

   read: the files are read and hashed. memory: as many bytes are hashed over and over in one small buffer, with nothing read at all.
   Prints seconds and bytes. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 128 << 10, MAX_THREADS = 256 };

static char **paths;
static size_t path_count;
static int reads;
static atomic_size_t next_path;
static atomic_llong total;

static void fail(const char *what) {
    fprintf(stderr, "sha256: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void hash_file(const char *path, unsigned char *block, EVP_MD_CTX *hash) {
    unsigned char out[EVP_MAX_MD_SIZE];
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &about)) fail(path);
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    for (off_t left = about.st_size; left > 0;) {
        ssize_t got = reads ? read(file, block, BLOCK) : left < BLOCK ? left : BLOCK;
        if (got <= 0) fail(path);
        EVP_DigestUpdate(hash, block, (size_t)got);
        left -= got;
    }
    EVP_DigestFinal_ex(hash, out, NULL);
    atomic_fetch_add(&total, about.st_size);
    close(file);
}

static void *work(void *unused) {
    unsigned char *block = calloc(1, BLOCK);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    if (!block || !hash) fail("memory");
    for (size_t i; (i = atomic_fetch_add(&next_path, 1)) < path_count;) hash_file(paths[i], block, hash);
    EVP_MD_CTX_free(hash);
    free(block);
    return unused;
}

int main(int count, char **arguments) {
    pthread_t threads[MAX_THREADS];
    struct timespec start, end;
    int thread_count = count > 3 ? atoi(arguments[1]) : 0;
    if (thread_count < 1 || thread_count > MAX_THREADS) {
        fputs("usage: sha256 THREADS read|memory FILE...\n", stderr);
        return 2;
    }
    reads = !strcmp(arguments[2], "read");
    paths = arguments + 3;
    path_count = (size_t)count - 3;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < thread_count; i++) if (pthread_create(&threads[i], NULL, work, NULL)) fail("thread");
    for (int i = 0; i < thread_count; i++) pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f %lld\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9, (long long)total);
    return 0;
}
