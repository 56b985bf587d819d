/* etl/main.c - the program's entry; everything else is in cmd.c */
#include <locale.h>
#include <sys/stat.h>

#include "cmd.h"
#include "stop.h"
#include "banned.h"

int main(int argc, char **argv)
{
    /* Files hold children's data: private, whatever the caller's umask. The locale stays "C" for
       numbers and sorting, so that the same data gives the same bytes everywhere. */
    (void)umask(077);
    (void)setlocale(LC_ALL, "C");
    stop_install();
    return cmd_main(argc, argv);
}
