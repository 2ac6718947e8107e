// SPDX-License-Identifier: MIT
#include "exchange/arrays/array_file.hpp"

#include <catch2/catch.hpp>

#include <cstring>
#include <functional>

#include "core/diagnostic.hpp"
#include "rooms.hpp"

namespace deltasim::test::array_file_test
{

namespace
{

/// A file of version 1 as NumPy writes it.
std::string npy(const std::string& header, const std::string& elements)
{
    std::string text = header + "\n";
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(text.size() & 0xFFU);
    bytes += static_cast<char>(text.size() >> 8U);
    return bytes + text + elements;
}

template <class T>
std::string elements_of(const std::vector<T>& numbers)
{
    std::string bytes(numbers.size() * sizeof(T), '\0');
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

/// The error that reading gives, or "none".
std::string error_of(const std::function<void()>& read)
{
    try {
        read();
    } catch (const InputError& error) {
        return error.what();
    }
    return "none";
}

std::string npy_error(const std::string& header, const std::string& elements)
{
    return error_of([&] { static_cast<void>(npy_array(npy(header, elements), "a.npy")); });
}

constexpr const char* two_by_three = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
const std::vector<float> six{1, 2, 3, 4, 5, 6};

}  // namespace

TEST_CASE("a npy file is read row by row, in either order of bytes and of rows")
{
    const Array array = npy_array(npy(two_by_three, elements_of(six)), "a.npy");
    CHECK(array.shape == std::vector<std::uint64_t>{2, 3});
    CHECK(array.numbers() == six);

    const std::string by_columns = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}";
    CHECK(npy_array(npy(by_columns, elements_of(six)), "").numbers() == std::vector<float>{1, 3, 5, 2, 4, 6});

    const std::string big = "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\">i2\"}";
    const Array swapped = npy_array(npy(big, std::string("\x01\x02\xFF\xFE", 4)), "");
    CHECK(swapped.whole_number(0) == 0x0102);
    CHECK(swapped.whole_number(1) == -2);
}

TEST_CASE("every type of element is read")
{
    const auto read = [](const std::string& descr, const std::string& elements) {
        return npy_array(npy("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (1,), }", elements), "");
    };
    CHECK(read("<f2", elements_of<std::uint16_t>({0x3E00})).number(0) == 1.5F);
    CHECK(read("<f8", elements_of<double>({-2.25})).number(0) == -2.25F);
    CHECK(read("|u1", elements_of<std::uint8_t>({200})).number(0) == 200.0F);
    CHECK(read("|i1", elements_of<std::int8_t>({-100})).whole_number(0) == -100);
    CHECK(read("<i8", elements_of<std::int64_t>({-5'000'000'000})).whole_number(0) == -5'000'000'000);
    CHECK(read("<u4", elements_of<std::uint32_t>({4'000'000'000})).whole_number(0) == 4'000'000'000);
}

TEST_CASE("what is wrong with a npy file is said, and nothing is made of what it claims")
{
    CHECK(npy_error(two_by_three, elements_of<float>({1, 2, 3})) ==
          "a.npy: expected 24 bytes of 2 x 3 elements F32, found 12: the file is cut short");
    CHECK(npy_error(two_by_three, elements_of(six) + "x") ==
          "a.npy: expected 24 bytes of 2 x 3 elements F32, found 25");
    CHECK(npy_error("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", "12345678") ==
          "a.npy: expected floating-point or whole numbers, such as \"<f4\" or \"|u1\", found pickled Python objects, "
          "which are not read");
    CHECK(npy_error("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "1234") ==
          "a.npy: expected elements of one type, found records");
    CHECK(npy_error("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", "12345678").find("\"<c8\"") !=
          std::string::npos);
    CHECK(npy_error("{'descr': '<f4', 'shape': (1,)}", "1234") ==
          "a.npy: expected the keys descr, fortran_order and shape in the header");
    CHECK(npy_error("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9)}", "") ==
          "a.npy: 9223372036854775807 x 9 elements do not fit 64 bits of bytes");
    CHECK(npy_error("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,)}", "").find("cut short") !=
          std::string::npos);
    CHECK(npy_error("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "") ==
          "a.npy: expected a size at byte 51 of the header");
    CHECK(npy_error("__import__('os')", "").find("expected \"{\"") != std::string::npos);
    const std::string whole = npy(two_by_three, elements_of(six));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK(error_of([&] { static_cast<void>(npy_array(whole.substr(0, length), "a.npy")); }) != "none");
    }
}

TEST_CASE("what safetensors_text() writes is read again")
{
    const std::vector<Array> arrays{array_of("weight[1]", {2, 3}, six), array_of("bias[1]", {1}, {0.5F})};
    const std::string bytes = safetensors_text(arrays);
    const std::vector<Array> read = safetensors_arrays(bytes, "w.safetensors");
    REQUIRE(read.size() == 2);
    CHECK(read[0].name == "weight[1]");
    CHECK(read[0].shape == std::vector<std::uint64_t>{2, 3});
    CHECK(read[0].numbers() == six);
    CHECK(read[1].numbers() == std::vector<float>{0.5F});
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        CHECK(error_of([&] { static_cast<void>(safetensors_arrays(bytes.substr(0, length), "w")); }) != "none");
    }
}

TEST_CASE("offsets of a safetensors file that do not fit its shapes are refused")
{
    const auto error = [](const std::string& header) {
        std::string bytes(8, '\0');
        const std::uint64_t length = header.size();
        std::memcpy(bytes.data(), &length, 8);
        return error_of([&] { static_cast<void>(safetensors_arrays(bytes + header + "12345678", "w")); });
    };
    CHECK(error(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})") == "none");
    CHECK(error(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})").find("cut short") != std::string::npos);
    CHECK(error(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})").find("12 bytes") != std::string::npos);
    CHECK(error(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})") != "none");
    CHECK(error(R"({"a":{"dtype":"F32","shape":[18446744073709551615,9],"data_offsets":[0,8]}})") != "none");
    CHECK(error(R"({"a":{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}})") ==
          "w: a: expected floating-point or whole numbers, found BOOL");
    CHECK(error(R"({"a":{"shape":[2],"data_offsets":[0,8]}})") == "w: a: expected a dtype");
    CHECK(error(R"({"a":7})") == "w: a: expected a dtype");
}

}  // namespace deltasim::test::array_file_test
