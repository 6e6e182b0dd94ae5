// The channel: both roles of the handshake with and without an ephemeral API key, traffic, what is
// stored for the next connection, a login, an address with its access key.
#include "crypto/base/init.h"
#include "crypto/channel/channel_client.h"
#include "crypto/channel/channel_server.h"
#include "crypto/channel/invite_link.h"
#include "crypto/channel/login.h"
#include "tests/ct/ct.h"

using namespace sotto;
using namespace sotto::crypto;

namespace {

/// A record as a database gives it back. Which one belongs to an identifier is public to the relay.
EapiRecord stored(const EapiRecord& record)
{
    const SecretBytes bytes = record.serialize();
    auto again = EapiRecord::parse(bytes.view());
    ct::require(again.has_value(), "a stored record comes back");
    return std::move(*again);
}

Bytes sent(Bytes frame)
{
    ct::declassify(frame); // it goes over the network
    return frame;
}

void connection(bool withEapi)
{
    ct::SecretRandom random(1);
    const SigningKey relay = SigningKey::generate(random);
    // A relay's static key is pinned by its fingerprint in the address.
    ct::declassify(relay.publicKey());
    const auto accessKey = random.make<AccessKey>();
    const auto eapi = random.make<Eapi>();
    EapiRecord record;
    record.begin(eapi.duplicate());
    record = stored(record);
    ChannelServer server(relay, accessKey);
    ChannelClient client(fingerprintOf(relay.publicKey()), accessKey.duplicate(),
                         withEapi ? std::optional(eapi.duplicate()) : std::nullopt, random);
    ct::declassify(client.hello()); // it goes over the network
    const auto serverHello = server.receiveClientHello(client.hello(), random);
    ct::require(serverHello.has_value(), "the relay answers a hello");
    const auto access = client.receiveServerHello(sent(*serverHello));
    ct::require(access.has_value(), "the client knows the relay");
    const auto named = server.receiveClientAccess(sent(*access));
    ct::require(named && named->has_value() == withEapi, "the relay reads what is named");
    const auto answer = server.answerAccess(*named ? record.find(**named) : nullptr);
    ct::require(answer.has_value(), "the relay lets it in");
    auto session = client.receiveServerAccess(sent(*answer));
    ct::require(session.has_value(), "the client is in");

    SecretBytes text(100);
    ct::classify(text.view());
    auto opened = server.receiveFirst(sent(*session->seal(text.view())));
    ct::require(opened && opened->first.plaintext.size() == 100, "the first frame opens");
    ct::require(opened->used.has_value() == withEapi, "the known EAPI let it in");
    if (opened->used) {
        ct::require(record.advance(*opened->used, opened->session.nextEapi()->duplicate()),
                    "the record advances");
        record = stored(record);
    }
    const auto back = session->receive(sent(*opened->session.seal(text.view())));
    ct::require(back && session->nextEapi() != nullptr, "a frame comes back");
    ct::require(ct::declassified(*session->nextEapi() == *opened->session.nextEapi()),
                "both sides keep the same key for the next time");
    Bytes changed = sent(*session->seal(text.view()));
    changed.back() ^= 1;
    ct::require(!opened->session.receive(changed), "a changed frame does not open");

    const SigningKey owner = SigningKey::generate(random);
    ct::declassify(owner.publicKey()); // the mailbox was made with it
    Login login;
    const Signature signature = signLogin(owner, session->exporter(), login);
    ct::declassify(signature);           // it is sent
    ct::declassify(session->exporter()); // both sides and nobody else know it; it is signed
    ct::require(verifyLogin(owner.publicKey(), session->exporter(), login, signature),
                "a login is verified");
}

void addresses()
{
    ct::SecretRandom random(2);
    InviteLink link{{"relay.example", 443, {}, random.make<AccessKey>()},
                    random.make<InviteSecret>()};
    link.relay.fingerprint.bytes.fill(7);
    const SecretBytes text = link.format();
    ct::require(text.size() > 100, "a link is written");
    // Reading one branches on what a person has pasted: whether it is good is told at once.
    ct::declassify(text.view());
    const auto read = InviteLink::parse({reinterpret_cast<const char*>(text.data()), text.size()});
    ct::require(read.has_value(), "a link is read");
}

} // namespace

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    // What a server's hello and the two access frames say is read once it is authentic. (The
    // confirmation in the answer is compared in constant time all the same.)
    ct::plaintextIsParsed(SigningPublicKey::kSize + Signature::kSize);
    ct::plaintextIsParsed(kClientAccessBytes - 17);
    ct::plaintextIsParsed(kServerAccessBytes - 17);
    connection(false);
    connection(true);
    addresses();
}
