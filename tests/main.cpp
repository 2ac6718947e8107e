// SPDX-License-Identifier: MIT
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#include "failed_assertions.hpp"
#include "places.hpp"

namespace deltasim::test
{

namespace
{

std::uint64_t failed = 0;

class FailureCount : public Catch::TestEventListenerBase
{
public:
    using TestEventListenerBase::TestEventListenerBase;

    bool assertionEnded(const Catch::AssertionStats& assertion) override
    {
        if (!assertion.assertionResult.isOk()) ++failed;
        return false;
    }
};
CATCH_REGISTER_LISTENER(FailureCount)

}  // namespace

std::uint64_t failed_assertions() { return failed; }

std::string source_directory() { return DELTASIM_SOURCE_DIR; }

std::string program_file() { return DELTASIM_BINARY; }

std::string no_locks_library() { return DELTASIM_NO_LOCKS; }

}  // namespace deltasim::test
