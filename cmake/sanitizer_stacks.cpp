// SPDX-License-Identifier: MIT
#include <dlfcn.h>
#include <pthread.h>

#include <cstddef>
#include <cstdint>
#include <vector>

// SystemC's processes run on stacks of their own, and the address sanitizer must know which is in use: else marks that
// an exception leaves on one are taken for overflows later. SystemC's library tells it of most switches, but has no
// bounds for the stack that the program began with, and says 0; and it says nothing where a process ends. These two
// functions stand before the sanitizer's and the library's own, and tell what is missing.

namespace
{

struct Stack {
    const void* bottom = nullptr;
    std::size_t size = 0;

    [[nodiscard]] bool holds(const void* place) const
    {
        const auto at = reinterpret_cast<std::uintptr_t>(place);
        const auto begin = reinterpret_cast<std::uintptr_t>(bottom);
        return at >= begin && at - begin <= size;
    }
};

std::vector<Stack>& known_stacks()
{
    static std::vector<Stack> stacks;
    return stacks;
}

template <class Function>
Function next(const char* name)
{
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

Stack first_stack()
{
    Stack stack;
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return stack;
    void* bottom = nullptr;
    pthread_attr_getstack(&attributes, &bottom, &stack.size);
    pthread_attr_destroy(&attributes);
    stack.bottom = bottom;
    return stack;
}

/// The one that holds this place. One that has not been in use begins there.
Stack stack_of(const void* place)
{
    for (const Stack& stack : known_stacks()) {
        if (stack.holds(place)) return stack;
    }
    if (const Stack first = first_stack(); first.holds(place)) return first;
    constexpr std::size_t page = 4096;
    return {static_cast<const char*>(place) - page, 2 * page};
}

}  // namespace

extern "C" void __sanitizer_finish_switch_fiber(void* fake_stack, const void** old_bottom, std::size_t* old_size);

extern "C" void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom, std::size_t size)
{
    static const auto start = next<void (*)(void**, const void*, std::size_t)>("__sanitizer_start_switch_fiber");
    const Stack stack = size == 0 ? first_stack() : Stack{bottom, size};
    if (size > 0 && !stack_of(bottom).holds(static_cast<const char*>(bottom) + size - 1))
        known_stacks().push_back(stack);
    start(fake_stack, stack.bottom, stack.size);
}

extern "C" void qt_abort(void* helper, void* old, void* argument, void* place)
{
    static const auto leave = next<void (*)(void*, void*, void*, void*)>("qt_abort");
    const Stack stack = stack_of(place);
    __sanitizer_start_switch_fiber(nullptr, stack.bottom, stack.size);
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
    leave(helper, old, argument, place);
}
