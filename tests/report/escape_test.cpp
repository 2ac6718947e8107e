// SPDX-License-Identifier: MIT
#include "report/formats.hpp"

#include <catch2/catch.hpp>

#include "report/readable.hpp"

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

TEST_CASE("csv gives a spreadsheet no formula")
{
    for (const char* formula : {"=1+1", "+1", "-2+3", "@SUM(A1)", " =cmd|'/c calc'!A0", "\uff1d1"}) {
        CHECK(csv_escaped(formula).find(std::string("'") + formula) <= 1);
    }
    CHECK(csv_escaped("=A1,B1") == "\"'=A1,B1\"");
    CHECK(csv_escaped("a=b") == "a=b");
    CHECK(csv_escaped("mobilenet-v2") == "mobilenet-v2");
}

TEST_CASE("no format passes on what a terminal would obey")
{
    const std::string hostile = "a\x1b[31mb\x7f\xc2\x9b"
                                "2J\u202ec\u2066\xff\xc0";
    const std::string visible = "a\\x1b[31mb\\x7f\\u009b2J\\u202ec\\u2066\\xff\\xc0";
    CHECK(csv_escaped(hostile) == visible);
    CHECK(csv_escaped("a\rb\x1b\nc") == "\"a\\x0db\\x1b\nc\"");
    CHECK(single_line(hostile) == visible);
    CHECK(latex_escaped("\x1b]0;x\x07") == "\\textbackslash{}x1b]0;x\\textbackslash{}x07");
    CHECK(markdown_escaped("\u202ex") == "\\\\u202ex");
    CHECK(json_escaped("{\"a\": \"\xc2\x9b\u202e\x7f\U000e0041\"}\n") ==
          "{\"a\": \"\\u009b\\u202e\\u007f\\udb40\\udc41\"}\n");
}

TEST_CASE("markdown makes no link, formula, heading or list of text")
{
    CHECK(markdown_escaped("[a](http://b)") == "\\[a](http\\://b)");
    CHECK(markdown_escaped("![a](b)") == "!\\[a](b)");
    CHECK(markdown_escaped("www.a.b WWW.c") == "www\\.a.b WWW\\.c");
    CHECK(markdown_escaped("$x$ ~~y~~ &lt;") == "\\$x\\$ \\~\\~y\\~\\~ \\&lt;");
    CHECK(markdown_escaped("# a") == "\\# a");
    CHECK(markdown_escaped("- a - b") == "\\- a - b");
    CHECK(markdown_escaped("_a_ b__c") == "\\_a\\_ b__c");
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

TEST_CASE("latex asks whether it knows a letter that pdfLaTeX may stop at")
{
    CHECK(latex_escaped("\u00fcber") == "\u00fcber");
    CHECK(latex_escaped("a\u65e5_") ==
          "a\\ifdefined\\Umathchar \u65e5\\else\\ifcsname u8:\\detokenize{\u65e5}\\endcsname "
          "\u65e5\\else (U+65E5)\\fi\\fi{}\\_");
}

TEST_CASE("latex does not take the start of a row for an option of the line before")
{
    CHECK(latex_escaped("[x]") == "{[}x]");
    CHECK(latex_escaped("*") == "{*}");
}
