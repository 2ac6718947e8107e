// SPDX-License-Identifier: MIT
#include "core/enum_names.hpp"

#include <catch2/catch.hpp>

#include "core/terms.hpp"
#include "rooms.hpp"

namespace deltasim::test::enum_names_test
{

TEST_CASE("an enumerator has its name, and a name its enumerator")
{
    for (std::size_t i = 0; i < tensor_names.size(); ++i) {
        const auto tensor = static_cast<Tensor>(i);
        CHECK(tensor_names[tensor] == tensor_names[i]);
        CHECK(tensor_names.find(tensor_names[i]) == tensor);
    }
    CHECK(phase_names[Phase::update] == "update");
    CHECK(phase_names.find("update") == Phase::update);
    CHECK(!phase_names.find("Update"));
    CHECK(!phase_names.find(""));
}

}  // namespace deltasim::test::enum_names_test
