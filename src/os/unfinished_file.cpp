// SPDX-License-Identifier: MIT
#include "os/unfinished_file.hpp"

#include <unistd.h>

#include <array>
#include <atomic>

namespace deltasim::os
{

namespace
{

/// More than are ever written at the same time. If a file finds no place here, a signal does not remove it.
constexpr std::size_t most_files = 16;

struct Place {
    std::atomic<const char*> name = nullptr;
    std::atomic<pid_t> owner = 0;  ///< a child inherits its parent's entries, and must not touch them
};

std::array<Place, most_files> places;

static_assert(std::atomic<const char*>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free,
              "a signal handler reads them");

}  // namespace

UnfinishedFile::UnfinishedFile(const std::filesystem::path& file) : name_(file.string()), place_(most_files)
{
    for (std::size_t i = 0; i < most_files && place_ == most_files; ++i) {
        const char* none = nullptr;
        if (!places[i].name.compare_exchange_strong(none, name_.c_str())) continue;
        places[i].owner = getpid();
        place_ = i;
    }
}

UnfinishedFile::~UnfinishedFile()
{
    if (place_ == most_files) return;
    places[place_].owner = 0;
    places[place_].name = nullptr;
}

void remove_unfinished_files()
{
    for (Place& place : places) {
        const char* const name = place.name;
        if (name != nullptr && place.owner == getpid()) unlink(name);
    }
}

}  // namespace deltasim::os
