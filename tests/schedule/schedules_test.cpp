// SPDX-License-Identifier: MIT
#include "schedule/schedules.hpp"

#include <catch2/catch.hpp>

#include "rooms.hpp"

namespace deltasim::test::schedules_test
{

TEST_CASE("schedules are found by name")
{
    for (const Schedule& schedule : schedules()) {
        REQUIRE(find_schedule(schedule.name) == &schedule);
        CHECK(schedule.program != nullptr);
        CHECK(schedule.operand_accesses != nullptr);
    }
    CHECK(find_schedule("naive") != nullptr);
    CHECK(find_schedule("delta") != nullptr);
}

TEST_CASE("an unknown schedule is no schedule")
{
    CHECK(find_schedule("") == nullptr);
    CHECK(find_schedule("Naive") == nullptr);
    CHECK(find_schedule("delta ") == nullptr);
}

TEST_CASE("schedules are named and described once each, in one line")
{
    std::vector<std::string> names;
    for (const Schedule& schedule : schedules()) {
        names.emplace_back(schedule.name);
        CHECK_FALSE(schedule.description.empty());
        CHECK(schedule.description.find('\n') == std::string_view::npos);
        CHECK(find_schedule(schedule.name) == &schedule);
    }
    CHECK(schedule_names() == names);
}

}  // namespace deltasim::test::schedules_test
