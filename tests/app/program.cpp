// SPDX-License-Identifier: MIT
#include "app/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "places.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

std::filesystem::path new_folder()
{
    std::string folder = (std::filesystem::temp_directory_path() / "deltasim-app-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("cannot make " + folder);
    return std::filesystem::canonical(folder);
}

void remove_folder(const std::filesystem::path& folder)
{
    std::error_code ignored;  // a folder that stays is no reason to fail
    std::filesystem::remove_all(folder, ignored);
}

std::string text_of(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// In the child process: becomes the program.
[[noreturn]] void become_program(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
                                 const std::filesystem::path& in_file, const std::filesystem::path& out_file,
                                 const std::filesystem::path& err_file)
{
    constexpr int cannot_start = 127;
    setpgid(0, 0);
    const int in = open(in_file.c_str(), O_RDONLY);
    const int out = open(out_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int err = open(err_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (in < 0 || out < 0 || err < 0 || chdir(folder.c_str()) != 0) _exit(cannot_start);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    std::vector<std::string> words{program_file()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    execv(program_file().c_str(), argv.data());
    _exit(cannot_start);
}

/// The status of a process from /proc.
struct ProcessStatus {
    pid_t parent = 0;        ///< 0 if there is no such process, or if it has ended
    std::uint64_t time = 0;  ///< processor time in clock ticks of the system, usually a hundredth of a second
};

ProcessStatus status_of(const std::string& pid)
{
    std::ifstream stream("/proc/" + pid + "/stat");
    std::string stat;
    std::getline(stream, stat);
    const std::size_t name_end = stat.rfind(')');  // the name may contain anything
    if (name_end == std::string::npos) return {};
    std::istringstream rest(stat.substr(name_end + 1));
    std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};  // from the third on
    constexpr std::size_t parent = 1;
    constexpr std::size_t user_time = 11;
    constexpr std::size_t system_time = 12;
    if (fields.size() <= system_time || fields[0] == "Z") return {};
    return {std::stoi(fields[parent]), std::stoull(fields[user_time]) + std::stoull(fields[system_time])};
}

/// The processor time after which a process has started and simulates.
#if defined(__SANITIZE_ADDRESS__)  // under which it takes that long to start
constexpr std::uint64_t at_work = 200;
#else
constexpr std::uint64_t at_work = 5;
#endif

}  // namespace

Running::Running(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
                 const std::filesystem::path& out, const std::filesystem::path& in)
    : streams_(new_folder())
{
    for (const char* const stream : {"out", "err"}) std::ofstream(streams_ / stream) << "";
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("cannot start a process");
    if (pid_ == 0) become_program(folder, arguments, in, out.empty() ? streams_ / "out" : out, streams_ / "err");
    setpgid(pid_, pid_);
}

Running::~Running()
{
    if (!ended_) {
        kill(-pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    remove_folder(streams_);
}

void Running::take_status(int status)
{
    ended_ = true;
    code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool Running::has_ended()
{
    int status = 0;
    if (!ended_ && waitpid(pid_, &status, WNOHANG) == pid_) take_status(status);
    return ended_;
}

std::string Running::said() const { return text_of(streams_ / "err"); }

template <class Condition>
void Running::wait_until(const Condition& done)
{
    if (soon([&] { return done() || has_ended(); }) && !ended_) return;
    throw std::runtime_error((ended_ ? "the program has ended early: " : "the program does not get to work: ") +
                             text_of(streams_ / "err"));
}

void Running::wait_for_work()
{
    wait_until([&] { return status_of(std::to_string(pid_)).time >= at_work; });
}

std::vector<pid_t> Running::children(std::uint64_t least_time) const
{
    std::vector<pid_t> children;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const ProcessStatus status = status_of(name);
        if (status.parent == pid_ && status.time >= least_time) children.push_back(std::stoi(name));
    }
    return children;
}

std::vector<pid_t> Running::wait_for_children(std::size_t count)
{
    std::vector<pid_t> found;
    wait_until([&] {
        found = children(at_work);
        return found.size() >= count;
    });
    return found;
}

Outcome Running::wait()
{
    int status = 0;
    while (!ended_) {
        if (waitpid(pid_, &status, 0) == pid_) take_status(status);
    }
    return {code_, text_of(streams_ / "out"), text_of(streams_ / "err")};
}

Folder::Folder() : path_(new_folder()) {}

Folder::~Folder() { remove_folder(path_); }

void Folder::write(const std::filesystem::path& file, const std::string& text) const
{
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file, std::ios::binary) << text;
}

std::string Folder::read(const std::filesystem::path& file) const { return text_of(path_ / file); }

std::vector<std::string> Folder::files(const std::filesystem::path& folder) const
{
    std::vector<std::string> files;
    if (!std::filesystem::exists(path_ / folder)) return files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_ / folder)) {
        if (!entry.is_directory()) files.push_back(std::filesystem::relative(entry.path(), path_ / folder).string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

const char* const small_experiment = R"(model:
  name: tiny
  features: 5
  layers:
    - {outputs: 4, activation: relu}
    - {outputs: classes, activation: softmax}
classes: 3
processor:
  name: small
  pe_array:
    lanes: 2
    clock_mhz: 100
    operand_broadcast: true
    operations:
      mac: {latency_cycles: 4, interval_cycles: 1}
      add: {latency_cycles: 3, interval_cycles: 1}
      multiply: {latency_cycles: 3, interval_cycles: 1}
      divide: {latency_cycles: 14, interval_cycles: 14}
      exponential: {latency_cycles: 20, interval_cycles: 20}
      compare: {latency_cycles: 1, interval_cycles: 1}
  controller: {clock_mhz: 100, lookahead_steps: 4}
  memories:
    buffer:
      kind: sram
      capacity_bytes: 256
      banks: 2
      ports: 1rw
      width_bits: 64
      latency_cycles: 1
      interleaving: low_order
      clock_mhz: 100
  dram:
    device: flat
    capacity_mib: 64
    width_bits: 32
    latency_cycles: 10
    interval_cycles: 2
    clock_mhz: 50
    prefetch_depth: 4
    write_depth: 4
costs:
  name: round
  operations_pj:
    mac: {value: 4, source: a test}
    add: {value: 1, source: a test}
    multiply: {value: 3, source: a test}
    divide: {value: 20, source: a test}
    exponential: {value: 30, source: a test}
    compare: {value: 1, source: a test}
  register_file_pj: {value: 0.5, source: a test}
  sram:
    - capacity_kib: 8
      width_bits: 64
      read_pj: {value: 10, source: a test}
      write_pj: {value: 12, source: a test}
      leakage_mw: {value: 0.25, source: a test}
  dram:
    read_pj_per_bit: {value: 20, source: a test}
    write_pj_per_bit: {value: 25, source: a test}
    static_mw: {value: 8, source: a test}
  interconnect_pj_per_bit: {value: 0.25, source: a test}
  static:
    pe_mw_per_lane: {value: 0.5, source: a test}
training:
  schedules: [naive, delta]
)";

std::string with(std::string text, const std::string& from, const std::string& to)
{
    const std::size_t at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("no \"" + from + "\" to replace");
    return text.replace(at, from.size(), to);
}

std::string one_long_point()
{
    return with(with(with(small_experiment, "features: 5", "features: 500"), "outputs: 4", "outputs: 500"),
                "classes: 3", "classes: 1000") +
           "grid: {schedule: [naive]}\n";
}

}  // namespace deltasim::test
