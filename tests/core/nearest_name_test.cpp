// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "core/nearest_name.hpp"
#include "rooms.hpp"

namespace deltasim::test::nearest_name_test
{

namespace
{

const std::vector<std::string> models{"lenet_caffe", "alexnet",      "vgg16",
                                      "resnet50",    "mobilenet_v2", "mobilenet_v3_large"};

}  // namespace

TEST_CASE("one insertion, deletion, replacement or swap of neighbours finds the name")
{
    CHECK(nearest_name("vgg166", models) == "vgg16");
    CHECK(nearest_name("vg16", models) == "vgg16");
    CHECK(nearest_name("vgh16", models) == "vgg16");
    CHECK(nearest_name("vgg61", models) == "vgg16");
}

TEST_CASE("a known name is its own nearest")
{
    for (const std::string& name : models) CHECK(nearest_name(name, models) == name);
}

TEST_CASE("the nearer of two names wins, and the first of equals")
{
    CHECK(nearest_name("mobilenet_v3", models) == "mobilenet_v2");  // one replacement; the other lacks six letters
    CHECK(nearest_name("bat", {"cat", "hat"}) == "cat");
    CHECK(nearest_name("bat", {"hat", "cat"}) == "hat");
}

TEST_CASE("a name is near within a third of the longer one's letters, and within one letter always")
{
    CHECK(nearest_name("abcxyz", {"abcdez"}) == "abcdez");  // 2 of 6
    CHECK_FALSE(nearest_name("abwxyz", {"abcdez"}));        // 3 of 6
    CHECK(nearest_name("ab", {"ac"}) == "ac");              // 1 of 2
    CHECK_FALSE(nearest_name("ab", {"cd"}));
    CHECK(nearest_name("abc", {"abcdef"}) == std::nullopt);  // 3 of 6
    CHECK(nearest_name("abcd", {"abcdef"}) == "abcdef");     // 2 of 6
}

TEST_CASE("what is far from every name has no nearest")
{
    CHECK_FALSE(nearest_name("transformer", models));
    CHECK_FALSE(nearest_name("", models));
    CHECK_FALSE(nearest_name("vgg16", {}));
    CHECK_FALSE(nearest_name(std::string(100'000, 'x'), models));
}

TEST_CASE("a suggestion is the end of a sentence, or nothing")
{
    CHECK(suggestion("restnet50", models) == ", did you mean \"resnet50\"?");
    CHECK(suggestion("transformer", models).empty());
}

}  // namespace deltasim::test::nearest_name_test
