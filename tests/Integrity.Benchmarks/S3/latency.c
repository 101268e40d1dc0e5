/* The network of the S3 benchmark: passes connections on to a port of this machine, and holds each request up for a fixed time. Throughput is not bounded, only the wait is
   added, and it costs little: one thread, some 20 microseconds a request.

       gcc -O2 latency.c -o latency
       latency MICROSECONDS PORT

   Prints the port on which it listens. For each line of its input it prints how many requests have passed since the line before, and ends with its input:

       HEADS LISTINGS DIGESTS LOG_FILES OTHERS

   Requests must be without a body, as those of a verification are. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_EVENTS = 256, PART_SIZE = 8 << 10, ANSWER_SIZE = 256 << 10 };

struct link;

/* one end of a connection */
struct end {
    struct link *link;
    int fd;
};

struct link {
    struct end client, server;
    int matched;  /* how much of the blank line that ends a head was seen */
    int in_head;
    int is_closed, held; /* freed when no part of it is held any more */
    struct link *next_closed;
};

/* a part of a request that waits for its time; all wait equally long, so the first to come is the first to go */
struct part {
    struct part *next;
    struct link *link;
    uint64_t due;
    size_t length;
    char bytes[PART_SIZE];
};

static struct part *first, **last = &first;
static struct link *closed;
static uint64_t delay;
static int epoll;
static struct sockaddr_in upstream = {.sin_family = AF_INET};
static unsigned long heads, listings, digests, log_files, others;

static void fail(const char *what) {
    fprintf(stderr, "latency: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void watch(int fd, struct end *end) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = end};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
}

static void count(const char *head, size_t length) {
    const char *line_end = memmem(head, length, "\r\n", 2);
    size_t line = line_end ? (size_t)(line_end - head) : length;
    if (!memcmp(head, "HEAD ", length < 5 ? length : 5)) heads++;
    else if (memmem(head, line, "list-type=2", 11) || memmem(head, line, "prefix=", 7)) listings++;
    else if (memmem(head, line, "/CloudTrail-Digest/", 19)) digests++;
    else if (memmem(head, line, "/CloudTrail/", 12)) log_files++;
    else others++;
}

static void count_requests(struct link *link, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (!link->in_head) {
            count(bytes + i, length - i);
            link->in_head = 1;
        }
        link->matched = bytes[i] == "\r\n\r\n"[link->matched] ? link->matched + 1 : bytes[i] == '\r';
        if (link->matched == 4) link->matched = link->in_head = 0;
    }
}

static void send_all(struct link *link, int fd, const char *bytes, size_t length) {
    while (length > 0 && !link->is_closed) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) return; /* who hangs up is noticed when it is read from */
        bytes += sent;
        length -= (size_t)sent;
    }
}

static void close_link(struct link *link) {
    if (link->is_closed) return;
    close(link->client.fd);
    close(link->server.fd);
    link->is_closed = 1;
    link->next_closed = closed;
    closed = link;
}

static void free_closed(void) {
    for (struct link **at = &closed; *at;) {
        struct link *link = *at;
        if (link->held) {
            at = &link->next_closed;
            continue;
        }
        *at = link->next_closed;
        free(link);
    }
}

static void accept_client(int listener) {
    int yes = 1, room = 4 << 20;
    struct link *link = calloc(1, sizeof *link);
    if (!link) fail("calloc");
    link->client = (struct end){link, accept4(listener, NULL, NULL, SOCK_CLOEXEC)};
    link->server = (struct end){link, socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (link->client.fd < 0 || link->server.fd < 0) fail("accept");
    if (connect(link->server.fd, (struct sockaddr *)&upstream, sizeof upstream)) fail("connect");
    setsockopt(link->client.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(link->server.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    /* a client that is slow to read must not hold up the others */
    setsockopt(link->client.fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    watch(link->client.fd, &link->client);
    watch(link->server.fd, &link->server);
}

static void take_request(struct link *link) {
    struct part *part = malloc(sizeof *part);
    if (!part) fail("malloc");
    ssize_t length = recv(link->client.fd, part->bytes, sizeof part->bytes, 0);
    if (length <= 0) {
        free(part);
        close_link(link);
        return;
    }
    count_requests(link, part->bytes, (size_t)length);
    part->next = NULL;
    part->link = link;
    part->length = (size_t)length;
    part->due = now() + delay;
    link->held++;
    *last = part;
    last = &part->next;
}

static void pass_answer(struct link *link) {
    static char bytes[ANSWER_SIZE];
    ssize_t length = recv(link->server.fd, bytes, sizeof bytes, 0);
    if (length <= 0) close_link(link);
    else send_all(link, link->client.fd, bytes, (size_t)length);
}

static void send_due(void) {
    uint64_t time = first ? now() : 0;
    while (first && first->due <= time) {
        struct part *part = first;
        if (!(first = part->next)) last = &first;
        send_all(part->link, part->link->server.fd, part->bytes, part->length);
        part->link->held--;
        free(part);
    }
}

static void answer_owner(void) {
    char line[64];
    ssize_t length = read(STDIN_FILENO, line, sizeof line);
    if (length <= 0) exit(0);
    printf("%lu %lu %lu %lu %lu\n", heads, listings, digests, log_files, others);
    heads = listings = digests = log_files = others = 0;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: latency MICROSECONDS PORT\n");
        return 2;
    }
    delay = strtoull(argv[1], NULL, 10) * 1000;
    upstream.sin_port = htons((uint16_t)atoi(argv[2]));
    upstream.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    struct end listener = {NULL, socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}, owner = {NULL, STDIN_FILENO};
    if (bind(listener.fd, (struct sockaddr *)&address, size) || listen(listener.fd, 512) || getsockname(listener.fd, (struct sockaddr *)&address, &size)) fail("listen");
    if ((epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) fail("epoll_create1");
    watch(listener.fd, &listener);
    watch(owner.fd, &owner);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("%u\n", ntohs(address.sin_port));
    for (;;) {
        struct epoll_event events[MAX_EVENTS];
        uint64_t time = now(), wait = first && first->due > time ? first->due - time : 0;
        struct timespec timeout = {(time_t)(wait / 1000000000u), (long)(wait % 1000000000u)};
        int ready = epoll_pwait2(epoll, events, MAX_EVENTS, first ? &timeout : NULL, NULL);
        if (ready < 0 && errno != EINTR) fail("epoll_pwait2");
        for (int i = 0; i < ready; i++) {
            struct end *end = events[i].data.ptr;
            if (end == &owner) answer_owner();
            else if (end == &listener) accept_client(listener.fd);
            else if (end->link->is_closed) continue;
            else if (end == &end->link->client) take_request(end->link);
            else pass_answer(end->link);
        }
        send_due();
        free_closed();
    }
}
