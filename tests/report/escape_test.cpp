// SPDX-License-Identifier: MIT
#include "report/formats.hpp"

#include <catch2/catch.hpp>

using namespace deltasim::report;

TEST_CASE("csv quotes separators, quotes, line ends and outer blanks")
{
    CHECK(csv_escaped("plain text") == "plain text");
    CHECK(csv_escaped("").empty());
    CHECK(csv_escaped("a,b") == "\"a,b\"");
    CHECK(csv_escaped("say \"a\"") == "\"say \"\"a\"\"\"");
    CHECK(csv_escaped("a\nb") == "\"a\nb\"");
    CHECK(csv_escaped("a ") == "\"a \"");
}

TEST_CASE("markdown escapes what would end a cell or start emphasis, code or a tag")
{
    CHECK(markdown_escaped("mobilenet_v2") == "mobilenet_v2");
    CHECK(markdown_escaped("a|b") == "a\\|b");
    CHECK(markdown_escaped("a\\|b") == "a\\\\\\|b");
    CHECK(markdown_escaped("*a* `b` <c>") == "\\*a\\* \\`b\\` \\<c>");
    CHECK(markdown_escaped("a\nb") == "a b");
}

TEST_CASE("latex escapes its special characters")
{
    CHECK(latex_escaped("& % $ # _ { }") == "\\& \\% \\$ \\# \\_ \\{ \\}");
    CHECK(latex_escaped("\\") == "\\textbackslash{}");
    CHECK(latex_escaped("~^") == "\\textasciitilde{}\\textasciicircum{}");
    CHECK(latex_escaped("<|>") == "\\textless{}\\textbar{}\\textgreater{}");
}

TEST_CASE("latex does not take the start of a row for an option of the line before")
{
    CHECK(latex_escaped("[x]") == "{[}x]");
    CHECK(latex_escaped("*") == "{*}");
}
