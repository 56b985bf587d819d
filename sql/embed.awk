# sql/embed.awk - turns SQL files into build/sqltext_data.c: one byte array per file
#
#     LC_ALL=C awk -f sql/embed.awk sql/model/10_child.sql ... > build/sqltext_data.c
#
# Arrays of numbers and not string literals: C only promises literals of 4,095 bytes. The path in
# the table is the one below sql/. Runs in any POSIX awk; LC_ALL=C makes it see bytes.

BEGIN {
    for (i = 1; i < 256; i++)
        code[sprintf("%c", i)] = i
    print "/* generated from sql/ by sql/embed.awk */"
    print "#include \"sqltext_data.h\""
}

FNR == 1 {
    if (files++)
        print "0};"
    path[files] = FILENAME
    sub(/^sql\//, "", path[files])
    printf "static const unsigned char text%d[] = {\n", files
}

{
    line = ""
    n = length($0)
    for (i = 1; i <= n; i++)
        line = line code[substr($0, i, 1)] ","
    print line "10,"
}

END {
    if (files)
        print "0};"
    print "const struct sqltext_file sqltext_files[] = {"
    for (i = 1; i <= files; i++)
        printf "    {\"%s\", text%d},\n", path[i], i
    print "    {0, 0}};"
}
