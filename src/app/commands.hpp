// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

#include "app/command_line.hpp"

// The subcommands. Each adds itself to the command line. Its callback does the work, and throws if it fails.

namespace deltasim::app
{

/// A run failed although its input was right; exit code 1.
class RunFailed : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

void add_run_command(Command& app);
void add_compare_command(Command& app);
void add_sweep_command(Command& app);
void add_search_command(Command& app);
void add_table_command(Command& app);
void add_price_command(Command& app);
void add_merge_command(Command& app);
void add_explain_command(Command& app);
void add_check_command(Command& app);
void add_replay_command(Command& app);
void add_list_command(Command& app);
void add_report_command(Command& app);
void add_plot_command(Command& app);
void add_import_command(Command& app);
void add_train_command(Command& app);
void add_new_command(Command& app);
void add_keys_command(Command& app);
void add_man_command(Command& app);
void add_completion_command(Command& app);

}  // namespace deltasim::app
