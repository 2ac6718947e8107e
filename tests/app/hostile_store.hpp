// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "app/program.hpp"
#include "app/store_dump.hpp"
#include "rooms.hpp"

// A store that somebody else has written.

namespace deltasim::test
{

using Json = nlohmann::json;

/// A store of four points, and copies of it that are damaged.
class HostileStore : public Folder
{
public:
    HostileStore()
    {
        write("s.yaml", small_experiment + std::string("grid:\n  classes: [3, 40]\n"));
        REQUIRE(run({"sweep", "s.yaml"}).code == 0);
    }

    void damage(const std::string& sql) const
    {
        std::filesystem::copy_file(path() / "s.db", path() / "bad.db",
                                   std::filesystem::copy_options::overwrite_existing);
        execute_in(path() / "bad.db", sql);
    }
    /// Damages the reports of the naive points by an SQL expression.
    void damage_reports(const std::string& expression) const
    {
        damage("UPDATE points SET report = " + expression + " WHERE schedule = 'naive'");
    }
    /// The commands that read a store show its two sound points, and name the two damaged ones.
    void check_half_is_taken(const std::string& why) const
    {
        INFO(why);
        for (const char* command : {"table", "price"}) {
            const Outcome outcome = run({command, "bad.db", "--format", "json"});
            INFO(command << "\n" << outcome.err);
            CHECK(outcome.code == 2);
            CHECK_THAT(outcome.err, Catch::Contains("bad.db: tiny on small under naive (") && Catch::Contains(why));
            CHECK_THAT(outcome.err, !Catch::Contains("json.exception"));
            const Json rows = Json::parse(outcome.out)["rows"];
            CHECK(rows.size() == 2);
            for (const Json& row : rows) CHECK(row["schedule"] == "delta");
        }
        const Outcome merged = run({"merge", "merged.db", "bad.db"});
        INFO(merged.err);
        CHECK(merged.code == 2);
        CHECK_THAT(merged.err, Catch::Contains("2 points done") && Catch::Contains(why));
        CHECK(run({"table", "merged.db"}).code == 0);
        std::filesystem::remove(path() / "merged.db");
    }
};

}  // namespace deltasim::test
