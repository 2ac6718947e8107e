// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "config/workspace.hpp"
#include "rooms.hpp"

namespace deltasim::test::yaml_reader_test
{

TEST_CASE("a file that cannot be opened is named with the reason")
{
    const Workspace workspace;
    CHECK(workspace.errors({}, "configs/nope.yaml") == "configs/nope.yaml: no such file");
    CHECK(workspace.errors({}, "configs") == "configs: is a directory, expected a YAML file");
    CHECK(workspace.check("exp.yaml/x.yaml") == "exp.yaml/x.yaml: no such file");
}

TEST_CASE("a file without a document is empty, whatever its comments")
{
    const Workspace workspace;
    const std::string expected = "exp.yaml: expected a mapping, found an empty file";
    CHECK(workspace.errors_of("") == expected);
    CHECK(workspace.errors_of("# nothing\n\n") == expected);
    CHECK(workspace.errors_of("---\n...\n") == expected);
    CHECK(workspace.errors_of("\xEF\xBB\xBF") == expected);
}

TEST_CASE("a document must be a mapping, and the only one of its file")
{
    const Workspace workspace;
    CHECK(workspace.errors_of("- a\n") == "exp.yaml:1:1: expected a mapping, found a list");
    CHECK(workspace.errors_of("hello\n") == "exp.yaml:1:1: expected a mapping, found \"hello\"");
    CHECK(workspace.errors_of("model: tiny\n---\nmodel: tiny\n") ==
          "exp.yaml:2:1: expected the end of the file: it may hold one document only");
}

TEST_CASE("YAML syntax errors carry the parser's place and words")
{
    const Workspace workspace;
    CHECK(workspace.errors_of("model: [a, b\nprocessor: small\n") ==
          "exp.yaml:2:10: not valid YAML: end of sequence flow not found");
    CHECK(workspace.errors_of("model: tiny\n\tprocessor: small\n") ==
          "exp.yaml:2:1: not valid YAML: illegal tab when looking for indentation");
    CHECK(workspace.errors_of("model: *unknown\n") ==
          "exp.yaml:1:8: not valid YAML: the referenced anchor is not defined");
    CHECK(workspace.errors_of("model: !secret tiny\n") == "exp.yaml:1:8: model: tag \"!secret\" is not supported");
    CHECK(workspace.errors_of("? [a]\n: b\n") == "exp.yaml:1:3: expected a key, found a list");
}

TEST_CASE("bytes that are no text are refused where they stand")
{
    const Workspace workspace;
    CHECK(workspace.errors_of("model: tiny\nx: \xFF\n") == "exp.yaml:2:4: expected UTF-8 text, found byte 0xff");
    CHECK(workspace.errors_of(std::string("a: \0b\n", 6)) == "exp.yaml:1:4: expected UTF-8 text, found byte 0x00");
    CHECK(workspace.errors_of("\xC3\xA4: \xC3") == "exp.yaml:1:4: expected UTF-8 text, found byte 0xc3");
    CHECK(workspace.errors_of(std::string((1U << 20U) + 1, ' ')) ==
          "exp.yaml: is larger than 1 MiB, expected a YAML file of configuration");
}

TEST_CASE("a duplicate key is an error at its second place, and reading goes on")
{
    const Workspace workspace;
    CHECK(workspace.errors_of("model: tiny\nprocessor: small\nmodel: other\ntraining: {batch: 1, batch: 1}\n") ==
          "exp.yaml:3:1: model: duplicate key, first given at line 1\n"
          "exp.yaml:4:22: training.batch: duplicate key, first given at line 4");
}

TEST_CASE("aliases are expanded")
{
    const Workspace workspace;
    CHECK(workspace.errors_of("model:\n  - &m {name: a, features: 2, layers: [{outputs: 3, activation: softmax}]}\n"
                              "processor: small\n") == "");
    CHECK(workspace.errors_of("model: {name: a, features: &n 7, layers: [{outputs: *n, activation: softmax}]}\n"
                              "processor: small\n") == "");
    CHECK(workspace.load().models.front().classes() == 7);
    CHECK(workspace.errors_of("a: &a [*a]\n") ==
          "exp.yaml:1:8: a[1]: an alias may not stand inside what it stands for");
}

TEST_CASE("an alias bomb is defused")
{
    const Workspace workspace;
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 20; ++i) {
        const std::vector<std::string> ten(10, fmt::format("*a{}", i - 1));
        bomb += fmt::format("a{0}: &a{0} [{1}]\n", i, fmt::join(ten, ", "));
    }
    CHECK(workspace.errors_of(bomb) ==
          "exp.yaml:5:40: a4[7]: more than 100000 values in the file once its aliases are expanded");

    std::string nested = "a: ";
    for (int i = 0; i < 60; ++i) nested += fmt::format("&a{} [", i);
    nested += std::string(4000, 'x');
    for (int i = 0; i < 2000; ++i) nested += ", x";
    nested.append(60, ']');
    nested += "\nb: c\n";
    CHECK(workspace.errors_of(nested) ==
          "exp.yaml:2:1: more than 100000 values in the file once its aliases are expanded");
}

TEST_CASE("nesting has a limit")
{
    const Workspace workspace;
    const std::string expected = "nested more than 64 levels deep";
    CHECK(workspace.errors_of("a: " + std::string(64, '[') + std::string(64, ']')) == "exp.yaml:1:66: " + expected);
    CHECK_THAT(workspace.errors_of("a: " + std::string(100'000, '[')), Catch::EndsWith(expected));
    CHECK_THAT(workspace.errors_of("a: " + std::string(100'000, '{')), Catch::EndsWith(expected));
    std::string dashes;
    for (int i = 0; i < 1000; ++i) dashes += "- ";
    CHECK(workspace.errors_of(dashes) == "exp.yaml:1:127: " + expected);
    std::string chain = "a0: &a0 [x]\n";
    for (int i = 1; i < 100; ++i) {
        chain += fmt::format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
    }
    CHECK(workspace.errors_of(chain) == "exp.yaml:63:12: " + expected);
}

TEST_CASE("whatever the bytes, a file is read or diagnosed")
{
    const Workspace workspace;
    std::mt19937 random(1);
    const std::string pool = "abc:-?[]{},#&*!|>'\"%@` \n\t0123~<=.";
    const std::string good = std::string(small_processor) + cheap_costs;
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        if (round % 3 == 0) {
            for (std::size_t i = random() % 200; i > 0; --i) text += static_cast<char>(random() % 256);
        } else if (round % 3 == 1) {
            for (std::size_t i = random() % 200; i > 0; --i) text += pool[random() % pool.size()];
        } else {
            text = good.substr(0, random() % good.size());
            for (int i = 0; i < 3 && !text.empty(); ++i) text[random() % text.size()] = pool[random() % pool.size()];
        }
        INFO("seed 1, round " << round << ":\n" << text);
        CHECK_NOTHROW(workspace.errors_of(text));
        CHECK_NOTHROW(workspace.check("exp.yaml"));
    }
    for (std::size_t length = 0; length < good.size(); length += 7) {
        CHECK_NOTHROW(workspace.errors_of(good.substr(0, length)));
        CHECK_NOTHROW(workspace.check("exp.yaml"));
    }
}

}  // namespace deltasim::test::yaml_reader_test
