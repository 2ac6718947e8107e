// SPDX-License-Identifier: MIT
#include "app/failures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <new>

#include "core/checked.hpp"
#include "core/diagnostic.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/database.hpp"
#include "model/placement.hpp"
#include "os/interruption.hpp"
#include "os/messages.hpp"
#include "os/output_folder.hpp"

namespace deltasim::app
{

namespace
{

struct FailureKind {
    bool (*is_kind_of)(const std::exception&);
    int code;
    bool says_where = false;     ///< its text begins with the wrong file or option
    const char* text = nullptr;  ///< replaces the text of an exception that tells a user nothing
};

template <class Failure>
bool is(const std::exception& error)
{
    return dynamic_cast<const Failure*>(&error) != nullptr;
}

bool is_any(const std::exception& /*error*/) { return true; }

/// The first kind that fits is used; the last fits always.
constexpr std::array<FailureKind, 9> failure_kinds{{
    {is<InputError>, wrong_input, true},
    {is<model::PlacementError>, wrong_input, true},
    {is<experiment::TooManySteps>, wrong_input},
    {is<os::OutputError>, wrong_input},
    {is<experiment::StoreError>, wrong_input},
    {is<OverflowError>, wrong_input},
    {is<os::Interrupted>, os::interrupted_code},
    {is<std::bad_alloc>, run_failed, false, "out of memory: the command needs more than this process may use"},
    {is_any, run_failed},
}};

}  // namespace

int complain(const std::exception& error)
{
    const auto* const kind = std::find_if(failure_kinds.begin(), failure_kinds.end(),
                                          [&](const FailureKind& candidate) { return candidate.is_kind_of(error); });
    const char* const text = kind->text == nullptr ? error.what() : kind->text;
    if (kind->code == os::interrupted_code) os::tell_interruption_once();
    os::say(kind->says_where ? text : fmt::format("deltasim: error: {}", text));
    return kind->code;
}

}  // namespace deltasim::app
