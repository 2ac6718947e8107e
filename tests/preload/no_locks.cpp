// SPDX-License-Identifier: MIT
#include <dlfcn.h>
#include <fcntl.h>

#include <cerrno>
#include <cstdarg>

// A file system without locks, as some that are mounted over a network are: whoever asks for one is told ENOLCK.

namespace
{

int answer(const char* name, int file, int command, void* argument)
{
    if (command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW) {
        errno = ENOLCK;
        return -1;
    }
    const auto next = reinterpret_cast<int (*)(int, int, ...)>(dlsym(RTLD_NEXT, name));
    return next(file, command, argument);
}

}  // namespace

extern "C" int fcntl(int file, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return answer("fcntl", file, command, argument);
}

extern "C" int fcntl64(int file, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return answer("fcntl64", file, command, argument);
}
