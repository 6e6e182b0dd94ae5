// Writes the corpora of fuzz_ratchet_open and fuzz_ratchet_state into the folder it is given
// (tests/fuzz/corpus). Built and run by hand when the layout changes.
#include "crypto/base/init.h"
#include "tests/crypto/ratchet/hostile.h"
#include "tests/fuzz/ratchet_sessions.h"

#include <filesystem>
#include <fstream>

using namespace sotto::crypto;
using sotto::test::fragmentBytes;
using sotto::test::paddedBytes;
using sotto::test::RatchetInput;

namespace {

void write(const std::filesystem::path& path, ByteView bytes)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

Bytes input(std::size_t session, RatchetInput kind, ByteView rest)
{
    Bytes out = {static_cast<std::uint8_t>(session * sotto::test::kRatchetInputs +
                                           static_cast<std::size_t>(kind))};
    append(out, rest);
    return out;
}

/// Without the zeros at the end, which the target fills up again.
ByteView trimmed(const Bytes& padded)
{
    std::size_t size = padded.size();
    while (size > 0 && padded[size - 1] == 0) {
        --size;
    }
    return ByteView(padded).first(size);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 || !initialize()) {
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    const auto sessions = sotto::test::ratchetSessions();
    const auto open = folder / "fuzz_ratchet_open";
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        const std::string name = "session" + std::to_string(i);
        write(folder / "fuzz_ratchet_state" / (name + "_receiver"), sessions[i].receiver);
        write(folder / "fuzz_ratchet_state" / (name + "_sender"), sessions[i].sender);

        sotto::test::DeterministicRandom random(2);
        Ratchet sender = std::move(*Ratchet::parse(sessions[i].sender));
        const Bytes next = *sender.seal(asBytes("text"), {1'700'100'000}, random);
        write(open / (name + "_envelope"), input(i, RatchetInput::Envelope, next));
        write(open / (name + "_changes"), input(i, RatchetInput::Changes, Bytes(4)));
        for (const unsigned kind : {1U, 2U}) {
            const Bytes padded =
                paddedBytes("text", fragmentBytes(kind, 1, 32, 96, Bytes(96, 0x5A)));
            write(open / (name + "_fragment" + std::to_string(kind)),
                  input(i, RatchetInput::Padded, trimmed(padded)));
        }
    }
    write(open / "noise", input(1, RatchetInput::Envelope, Bytes(1024, 0x01)));
}
