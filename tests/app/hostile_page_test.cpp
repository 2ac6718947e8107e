// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "app/hostile_store.hpp"

// Pages, figures and explanations of a store that somebody else has written: what is left out is named.

namespace deltasim::test::hostile_page_test
{

namespace
{

const std::string naive = "bad.db: tiny on small under naive (";
const std::string of_naive = " WHERE hash IN (SELECT simulation FROM points WHERE schedule = 'naive')";

/// Ways to damage the simulations of the naive points, and what is said of it.
const std::vector<std::pair<std::string, std::string>>& simulation_damage()
{
    static const std::vector<std::pair<std::string, std::string>> damage{
        {"DELETE FROM simulations" + of_naive, "damaged: its simulation is missing"},
        {"UPDATE simulations SET result = json_set(result, '$.counts.operations[3]', 1)" + of_naive,
         "damaged: its simulation: counts.operations[3]: "},
        {"UPDATE simulations SET result = json_set(result, '$.steps', 1, '$.simulated_steps', 1)" + of_naive,
         "damaged: its simulation: self-check failed: every step of the program"},
        {"UPDATE simulations SET result = json_set(result, '$.counts.operations[0][0]', 9223372036854775807)" +
             of_naive,
         "damaged: its simulation: "},
    };
    return damage;
}

}  // namespace

TEST_CASE("a page and a figure leave out points whose report is damaged, and name them")
{
    const HostileStore store;
    store.damage_reports("json_set(report, '$.figures.seconds', 2 * json_extract(report, '$.figures.seconds'))");
    const Outcome page = store.run({"report", "bad.db", "-o", "page.html"});
    INFO(page.err);
    CHECK(page.code == 2);
    CHECK_THAT(page.err, Catch::Contains(naive) && Catch::Contains("damaged: report: figures.seconds_per_sample"));
    CHECK_THAT(store.read("page.html"), Catch::Contains("2 rows of bad.db"));
    // Without its baseline no schedule has a saving.
    for (const std::string kind : {"breakdown", "savings"}) {
        const Outcome figure = store.run({"plot", "bad.db", "-o", kind + ".svg", "--kind", kind});
        INFO(figure.err);
        CHECK(figure.code == 2);
        CHECK_THAT(figure.err, Catch::Contains(naive));
        CHECK(std::filesystem::exists(store.path() / (kind + ".svg")) == (kind == "breakdown"));
    }

    execute_in(store.path() / "bad.db", "UPDATE points SET report = '[]'");
    for (const std::vector<std::string>& command : {std::vector<std::string>{"report", "bad.db", "-o", "none.html"},
                                                    {"plot", "bad.db", "-o", "none.svg", "--kind", "savings"}}) {
        const Outcome nothing = store.run(command);
        INFO(nothing.err);
        CHECK(nothing.code == 2);
        CHECK_THAT(nothing.err, Catch::Contains(naive) && Catch::Contains("under delta ("));
    }
}

TEST_CASE("a page and a figure of rows without figures say which they are, and end as a command that failed")
{
    const HostileStore store;
    store.damage("UPDATE points SET state = 'failed', message = 'took too long', report = '' WHERE schedule = 'delta'");
    for (const std::vector<std::string>& command : {std::vector<std::string>{"report", "bad.db", "-o", "page.html"},
                                                    {"plot", "bad.db", "-o", "figure.svg", "--kind", "breakdown"}}) {
        const Outcome outcome = store.run(command);
        INFO(outcome.err);
        CHECK(outcome.code == 1);
        CHECK_THAT(outcome.err, Catch::Contains("2 of 4 rows have no figures") && Catch::Contains("took too long"));
        CHECK(std::filesystem::exists(store.path() / command[3]));
    }
}

TEST_CASE("a page leaves out points whose simulation is damaged, and shows the others")
{
    const HostileStore store;
    for (const auto& [sql, why] : simulation_damage()) {
        store.damage(sql);
        const Outcome page = store.run({"report", "bad.db", "-o", "page.html"});
        INFO(sql << "\n" << page.err);
        CHECK(page.code == 2);
        CHECK_THAT(page.err, Catch::Contains(naive) && Catch::Contains(why));
        CHECK_THAT(store.read("page.html"), Catch::Contains("2 rows of bad.db"));
    }
}

TEST_CASE("an explanation of a stored point names damaged points, its own and those beside it")
{
    const HostileStore store;
    const auto explain = [&](const std::string& schedule) {
        return store.run({"explain", "bad.db", "--schedule", schedule, "--where", "classes=3"});
    };
    for (const auto& [sql, why] : simulation_damage()) {
        store.damage(sql);
        const Outcome own = explain("naive");
        INFO(sql << "\n" << own.err);
        CHECK(own.code == 2);
        CHECK(own.out.empty());
        CHECK_THAT(own.err, Catch::Contains(naive) && Catch::Contains(why));
        const Outcome beside = explain("delta");
        INFO(beside.err);
        CHECK(beside.code == 2);
        CHECK_FALSE(beside.out.empty());
        CHECK_THAT(beside.err, Catch::Contains(naive) && Catch::Contains(why));
    }
    store.damage_reports("'[]'");
    const Outcome none = explain("naive");
    INFO(none.err);
    CHECK(none.code == 2);
    CHECK_THAT(none.err, Catch::Contains(naive) && Catch::Contains("damaged: report: ") &&
                             Catch::Contains("bad.db: no other finished point meets the conditions"));
}

}  // namespace deltasim::test::hostile_page_test
