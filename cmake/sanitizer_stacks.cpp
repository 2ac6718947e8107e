// SPDX-License-Identifier: MIT
#include <dlfcn.h>
#include <pthread.h>

#include <cstddef>

// SystemC's processes run on stacks of their own. Its library tells the address sanitizer of every switch between them, but has
// no bounds for the stack that the program began with, and says 0: exceptions there would leave marks behind that are taken for
// overflows later. This stands before the sanitizer's function, and fills them in.

extern "C" void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom, std::size_t size)
{
    using Announce = void (*)(void**, const void*, std::size_t);
    static const auto announce = reinterpret_cast<Announce>(dlsym(RTLD_NEXT, "__sanitizer_start_switch_fiber"));
    pthread_attr_t attributes;
    if (size == 0 && pthread_getattr_np(pthread_self(), &attributes) == 0) {
        void* first = nullptr;
        pthread_attr_getstack(&attributes, &first, &size);
        pthread_attr_destroy(&attributes);
        bottom = first;
    }
    announce(fake_stack, bottom, size);
}
