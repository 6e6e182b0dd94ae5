// Replays a fuzz target's corpus without libFuzzer: each file as it is, cut short at several
// places, and with single bytes changed, so that the parsers see hostile input in every test run.
// An empty or missing corpus is an error: a test that tries nothing must not pass.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kChangesPerFile = 64;

void runWithChanges(std::vector<std::uint8_t> input)
{
    LLVMFuzzerTestOneInput(input.data(), input.size());
    const std::size_t step = input.size() / kChangesPerFile + 1;
    for (std::size_t at = 0; at < input.size(); at += step) {
        LLVMFuzzerTestOneInput(input.data(), at);
        const std::uint8_t original = input[at];
        for (const std::uint8_t change :
             {std::uint8_t{0x01}, std::uint8_t{0x80}, std::uint8_t{0xFF}}) {
            input[at] = static_cast<std::uint8_t>(original ^ change);
            LLVMFuzzerTestOneInput(input.data(), input.size());
        }
        input[at] = original;
    }
}

} // namespace

int main(int argc, char** argv)
{
    std::size_t files = 0;
    for (int i = 1; i < argc; ++i) {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(argv[i], error)) {
            std::ifstream file(entry.path(), std::ios::binary);
            runWithChanges({std::istreambuf_iterator<char>(file), {}});
            ++files;
        }
    }
    std::printf("replayed %zu corpus files\n", files);
    return files == 0 ? 1 : 0;
}
