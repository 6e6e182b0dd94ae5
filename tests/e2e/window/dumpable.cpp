// Loaded before the program's own libraries (LD_PRELOAD): lets a test of the same user read the
// memory of a program that closes itself to debuggers. All else is as it is.
#include <cstdarg>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" int prctl(int option, ...) noexcept
{
    if (option == PR_SET_DUMPABLE) {
        return 0;
    }
    std::va_list list;
    va_start(list, option);
    unsigned long arguments[4];
    for (unsigned long& argument : arguments) {
        argument = va_arg(list, unsigned long);
    }
    va_end(list);
    return static_cast<int>(
        syscall(SYS_prctl, option, arguments[0], arguments[1], arguments[2], arguments[3]));
}
