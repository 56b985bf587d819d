/*
 * tests/bench/watch.c - runs a program and tells what it took: watch REPORT PROGRAM [ARG...]
 *
 * Writes `wall cpu kilobytes written` (bytes, to disks) to the file REPORT and ends as the program
 * did. It is so small that
 * the peak of resident memory is the program's own: the kernel counts what a process was before it
 * became the program.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(const struct timeval *t)
{
    return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct timespec begin, end;
    struct rusage usage;
    int status;
    if (argc < 3)
        return 2;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    pid_t pid = fork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &end);
    FILE *out = fopen(argv[1], "w");
    if (!out)
        return 1;
    fprintf(out, "%.6f %.6f %ld %ld\n",
            (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9,
            seconds(&usage.ru_utime) + seconds(&usage.ru_stime), usage.ru_maxrss,
            usage.ru_oublock * 512);
    if (fclose(out) != 0 || !WIFEXITED(status))
        return 1;
    return WEXITSTATUS(status);
}
