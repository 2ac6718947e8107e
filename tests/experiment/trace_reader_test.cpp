// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fmt/format.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiment/replay/trace_reader.hpp"
#include "rooms.hpp"

namespace deltasim::test::trace_reader_test
{

namespace
{

constexpr std::uint64_t mebibyte = 1U << 20U;

/// A folder with traces; it is removed at the end.
class Traces
{
public:
    Traces()
    {
        std::string folder = (std::filesystem::temp_directory_path() / "deltasim-trace-XXXXXX").string();
        if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("cannot make " + folder);
        folder_ = folder;
        before_ = std::filesystem::current_path();
        std::filesystem::current_path(folder_);
    }
    ~Traces()
    {
        std::filesystem::current_path(before_);
        std::filesystem::remove_all(folder_);
    }
    Traces(const Traces&) = delete;
    Traces& operator=(const Traces&) = delete;

    static void write(const std::string& file, const std::string& text)
    {
        std::ofstream(file, std::ios::binary) << text;
    }
    static void write_gzip(const std::string& file, const std::string& text)
    {
        gzFile stream = gzopen(file.c_str(), "wb");
        gzwrite(stream, text.data(), static_cast<unsigned>(text.size()));
        gzclose(stream);
    }

private:
    std::filesystem::path folder_;
    std::filesystem::path before_;
};

std::vector<TraceRequest> read(const std::string& file, std::uint64_t capacity = ~std::uint64_t{0})
{
    TraceReader reader(file, {capacity, "the device"});
    std::vector<TraceRequest> requests;
    for (auto batch = reader.next(); !batch.empty(); batch = reader.next()) {
        requests.insert(requests.end(), batch.begin(), batch.end());
    }
    return requests;
}

/// The error of reading this file.
std::string complaint(const std::string& file, std::uint64_t capacity = mebibyte)
{
    try {
        static_cast<void>(read(file, capacity));
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

std::string complaint_of(const std::string& text)
{
    const Traces traces;
    Traces::write("t", text);
    return complaint("t");
}

bool same(const TraceRequest& a, const TraceRequest& b)
{
    return a.address == b.address && a.cycle == b.cycle && a.is_write == b.is_write;
}

std::string hexadecimal(std::uint64_t number, bool capitals)
{
    return capitals ? fmt::format("{:X}", number) : fmt::format("{:x}", number);
}

/// Random requests, and a text that contains them, written differently each time.
class RandomTrace
{
public:
    explicit RandomTrace(unsigned seed, std::size_t lines) : random_(seed)
    {
        for (std::size_t i = 0; i < lines; ++i) add_line();
        if (below(2) == 0 && text.back() == '\n') text.pop_back();
    }

    std::vector<TraceRequest> requests;
    std::string text;

private:
    std::uint64_t below(std::uint64_t end) { return std::uniform_int_distribution<std::uint64_t>(0, end - 1)(random_); }
    /// A random number of random length, up to `bits` bits.
    std::uint64_t number(unsigned bits) { return random_() >> (64U - 1U - below(bits)); }
    std::string blanks(std::uint64_t least)
    {
        return std::string(least + (below(8) == 0 ? below(3) : 0), below(9) == 0 ? '\t' : ' ');
    }

    void add_line()
    {
        static const std::vector<std::string> words{"READ", "read", "WRITE", "write"};
        if (below(20) == 0) text += blanks(0) + (below(2) == 0 ? "# 0x0 READ 0" : "") + "\n";
        // ~0 is at the capacity that the cases allow.
        const TraceRequest request{number(63), Cycles(static_cast<std::int64_t>(number(59))), below(2) == 0};
        requests.push_back(request);
        const std::string zeros(below(6) == 0 ? below(12) : 0, '0');
        text += blanks(0) + "0x" + zeros + hexadecimal(request.address, below(2) == 0) + blanks(1) +
                words[(request.is_write ? 2 : 0) + below(2)] + blanks(1) + std::to_string(request.cycle.value()) +
                blanks(0) + (below(20) == 0 ? "# why" : "") + (below(4) == 0 ? "\r\n" : "\n");
    }

    std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("random traces are read back equal, plain and compressed")
{
    for (unsigned seed = 1; seed <= 30; ++seed) {
        const Traces traces;
        const RandomTrace trace(seed, seed == 30 ? 100'000 : seed * seed);
        Traces::write("plain", trace.text);
        Traces::write_gzip("compressed", trace.text);
        INFO("seed " << seed);
        for (const char* file : {"plain", "compressed"}) {
            const std::vector<TraceRequest> read_back = read(file);
            REQUIRE(read_back.size() == trace.requests.size());
            CHECK(std::equal(read_back.begin(), read_back.end(), trace.requests.begin(), same));
        }
    }
}

TEST_CASE("the words of a line and their columns are told when they are wrong")
{
    const std::string not_an_address = ": expected an address 0xADDR of at most 64 bits, found ";
    CHECK(complaint_of("0x0 READ 0\n64 READ 1\n") == "t:2:1" + not_an_address + "\"64\"");
    CHECK(complaint_of("  0x READ 1\n") == "t:1:3" + not_an_address + "\"0x\"");
    CHECK(complaint_of("0x4g READ 1\n") == "t:1:1" + not_an_address + "\"0x4g\"");
    CHECK(complaint_of("0x10000000000000000 READ 1\n") == "t:1:1" + not_an_address + "\"0x10000000000000000\"");
    CHECK(complaint_of("0x40 RAED 1\n") == "t:1:6: expected READ or WRITE, found \"RAED\"");
    CHECK(complaint_of("0x40 WRITES 1\n") == "t:1:6: expected READ or WRITE, found \"WRITES\"");
    CHECK(complaint_of("0x40\n") == "t:1:5: expected READ or WRITE, found the end of the line");
    CHECK(complaint_of("0x40 #READ 1\n") == "t:1:6: expected READ or WRITE, found the end of the line");
    const std::string not_a_cycle = ": expected a cycle from 0 to 999999999999999999, found ";
    CHECK(complaint_of("0x40 READ") == "t:1:10" + not_a_cycle + "the end of the line");
    CHECK(complaint_of("0x40 READ -1\n") == "t:1:11" + not_a_cycle + "\"-1\"");
    CHECK(complaint_of("0x40 READ 1.5\n") == "t:1:11" + not_a_cycle + "\"1.5\"");
    CHECK(complaint_of("0x40 WRITE 1000000000000000000\n") == "t:1:12" + not_a_cycle + "\"1000000000000000000\"");
    CHECK(complaint_of("0x40 READ 1 2\r\n") == "t:1:13: expected the end of the line, found \"2\"");
    CHECK(complaint_of("0x40,READ,1\n") == "t:1:1" + not_an_address + "\"0x40,READ,1\"");
    CHECK(complaint_of(std::string("0x40\0READ 1\n", 12)) == "t:1:1" + not_an_address + "\"0x40\\x00READ\"");
}

TEST_CASE("an address beyond the capacity is refused with the capacity")
{
    CHECK(complaint_of("0xfffff READ 0\n") == "");
    CHECK(complaint_of("0x100000 READ 0\n") ==
          "t:1:1: expected an address below 0x100000, the 1048576 bytes of the device, found \"0x100000\"");
}

TEST_CASE("every wrong line is told, up to twenty, and how many more there are")
{
    CHECK(complaint_of("x\n\n# x\n0x0 READ 0\ny\n") ==
          "t:1:1: expected an address 0xADDR of at most 64 bits, found \"x\"\n"
          "t:5:1: expected an address 0xADDR of at most 64 bits, found \"y\"");
    std::string many;
    for (int i = 0; i < 30; ++i) many += "x\n";
    const std::string all = complaint_of(many);
    CHECK(std::count(all.begin(), all.end(), '\n') == 20);
    CHECK(all.ends_with(
        "t:20:1: expected an address 0xADDR of at most 64 bits, found \"x\"\nt: 10 more lines are wrong"));
    CHECK(complaint_of(many.substr(0, 40))
              .ends_with("t:20:1: expected an address 0xADDR of at most 64 bits, found \"x\""));
    CHECK(complaint_of(many.substr(0, 40) + "0x0 READ 0\n0x0 READ\n").ends_with("\nt: 1 more line is wrong"));
    std::string endless;
    for (int i = 0; i < 300'000; ++i) endless += "x\n";
    CHECK(complaint_of(endless).ends_with("\nt: at least 100000 more lines are wrong"));
}

TEST_CASE("a wrong line far into the trace has its number")
{
    std::string text;
    for (int i = 0; i < 200'000; ++i) text += "0x40 READ 1\n";
    CHECK(complaint_of(text + "0x40 READ one\n") ==
          "t:200001:11: expected a cycle from 0 to 999999999999999999, found \"one\"");
}

TEST_CASE("a trace without requests is refused")
{
    const std::string none = "t: no requests, expected lines 0xADDR READ|WRITE CYCLE";
    CHECK(complaint_of("") == none);
    CHECK(complaint_of("# nothing\n\n") == none);
}

TEST_CASE("a line without end is refused")
{
    const std::string too_long = "expected a line of at most 65536 bytes, found a longer one";
    CHECK(complaint_of("0x0 READ 0\n#" + std::string(3'000'000, '-')) == "t:2:1: " + too_long);
    CHECK(complaint_of("0x0 READ 0\n#" + std::string(66'000, '-') + "\n") == "t:2:1: " + too_long);
    CHECK(complaint_of("0x0 READ 0\n#" + std::string(65'000, '-') + "\n") == "");
}

TEST_CASE("what cannot be read is refused")
{
    const Traces traces;
    std::filesystem::create_directory("folder");
    CHECK(complaint("none") == "none: no such file");
    CHECK(complaint("folder") == "folder: is a directory, expected a file");
}

TEST_CASE("a gzip stream that is cut short or damaged is refused")
{
    const Traces traces;
    Traces::write_gzip("whole.gz", RandomTrace(1, 1000).text);
    std::ifstream file("whole.gz", std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(file), {}};
    const std::uint64_t any = ~std::uint64_t{0};
    for (const std::size_t length : {std::size_t{5}, std::size_t{12}, whole.size() / 2, whole.size() - 1}) {
        Traces::write("cut.gz", whole.substr(0, length));
        CHECK(complaint("cut.gz", any) == "cut.gz: the gzip stream ends in the middle");
    }
    std::string damaged = whole;
    damaged[damaged.size() - 6] = static_cast<char>(~damaged[damaged.size() - 6]);  // in the checksum
    Traces::write("damaged.gz", damaged);
    CHECK(complaint("damaged.gz", any) == "damaged.gz: the gzip stream is damaged: incorrect data check");
}

}  // namespace deltasim::test::trace_reader_test
