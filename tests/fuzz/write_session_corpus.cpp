// Writes the corpora of the fuzz targets around sessions into the folder it is given
// (tests/fuzz/corpus). Built and run by hand when a layout changes.
#include "tests/fuzz/session_world.h"

#include <filesystem>
#include <fstream>

using namespace sotto::crypto;
using sotto::test::SessionWorld;

namespace {

void write(const std::filesystem::path& path, ByteView bytes)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

Bytes marked(std::uint8_t mark, ByteView bytes)
{
    Bytes out = {mark};
    append(out, bytes);
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    SessionWorld world;
    const Bytes first = world.carol->seal(*world.bob, "first", world.now, world.random);
    write(folder / "fuzz_first_message" / "whole", marked(0, first));
    HandshakeHeader header =
        world.carol->with(world.bob->address).sessions().front().pending->header;
    // The plaintext of a seal, by PROTOCOL.md section 6.5.
    Writer plain;
    plain.u8(1).u8(1).bytes(header.initiator.account).bytes(header.initiator.device);
    plain.bytes(header.logHead).u32(header.prekeyId).flag(false).u32(0);
    plain.bytes(header.ephemeral).bytes(header.kemCiphertext).flag(false);
    plain.bytes(ResetSecretId()).u32(0);
    write(folder / "fuzz_first_message" / "plain", marked(1, plain.view()));
    Bytes withLog(plain.view().begin(), plain.view().end());
    withLog.back() = 200;
    withLog.resize(withLog.size() + 200, 0x4C);
    write(folder / "fuzz_first_message" / "log", marked(1, withLog));

    const Bytes bundle =
        world.bob->prekeys.makeBundle(world.bob->own(), world.bob->mailbox, world.now);
    write(folder / "fuzz_prekey_bundle" / "bundle", marked(0, bundle));
    write(folder / "fuzz_prekey_bundle" / "signed", marked(1, bundle));

    SessionWorld small;
    write(folder / "fuzz_prekey_store" / "store", small.bob->prekeys.serialize().view());
    write(folder / "fuzz_session_set" / "bob",
          world.bob->with(world.alice->address).serialize().view());
    write(folder / "fuzz_session_set" / "alice",
          world.alice->with(world.bob->address).serialize().view());
    write(folder / "fuzz_session_set" / "pending",
          world.carol->with(world.bob->address).serialize().view());

    write(folder / "fuzz_receive" / "noise", marked(0, Bytes(1024, 1)));
    write(folder / "fuzz_receive" / "change", marked(1, Bytes(30, 1)));
    Bytes broken = first;
    broken[2000] ^= 1;
    write(folder / "fuzz_receive" / "first", marked(0, broken));
}
