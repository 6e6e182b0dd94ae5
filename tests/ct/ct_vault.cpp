// Shared keys, links of epochs, recovery records, records of the vault, invites.
// (The tags of a card's slots are published, sorted and searched: an index, never authority.)
#include "crypto/base/init.h"
#include "crypto/vault/epoch_chain.h"
#include "crypto/vault/invite.h"
#include "crypto/vault/recovery_record.h"
#include "crypto/vault/vault_record.h"
#include "tests/ct/ct.h"

using namespace sotto;
using namespace sotto::crypto;

namespace {

const ObjectId kObject{std::array<std::uint8_t, 32>{1}};

void epochs()
{
    ct::SecretRandom random(1);
    const AccountId account;
    EpochChain chain(account, SharedKey::first(random));
    auto proposal = chain.propose([](Epoch) { return std::optional<EpochLinks>(); },
                                  Timestamp{1'790'000'000}, random);
    ct::require(proposal.has_value(), "an epoch begins");
    // Links are stored at the relay, a commitment stands in a signed version.
    for (EpochLink& link : proposal->links.links) {
        ct::declassify(link.salt);
        ct::declassify(link.wrapped);
    }
    const SharedKeyCommitment published = proposal->key.commitment(kObject);
    ct::declassify(published);
    const auto older = openLink(account, proposal->key, proposal->links, kFirstEpoch);
    ct::require(older && ct::declassified(*older == chain.newest()), "the newer opens the older");
    const auto stored = SharedKey::parse(proposal->key.serialize().view());
    ct::require(stored.has_value(), "a stored key comes back");
}

void recovery()
{
    ct::SecretRandom random(2);
    const XWingKeyPair phrase = generateXWing(random);
    // A public key is known to all devices.
    ct::declassify(phrase.publicKey);
    // The payload is parsed once it is authentic.
    ct::plaintextIsParsed(2048);
    const RecoveryPayload payload{{}, SharedKey::first(random), {}, {}, {}, {}};
    const auto record = sealRecoveryRecord(phrase.publicKey, kObject, payload, random);
    ct::require(record.has_value(), "a record is made");
    // It is stored at the relay, and the commitment in its version.
    ct::declassify(*record);
    RecoveryContext context{kObject, payload.sharedKey.epoch(),
                            payload.sharedKey.commitment(kObject)};
    ct::declassify(context.commitment);
    ct::require(openRecoveryRecord(phrase.secretKey, context, *record).has_value(),
                "the phrase opens the record");
}

void vault()
{
    ct::SecretRandom random(3);
    const SharedKey shared = SharedKey::first(random);
    const SigningKey signer = SigningKey::generate(random);
    // A public key stands in the key list.
    ct::declassify(signer.publicKey());
    // The body is parsed once it is authentic.
    ct::plaintextIsParsed(512);
    PutRecord put;
    put.content = SecretBytes(20);
    ct::classify(put.content.view());
    RecordHeader header;
    header.sequence = 1;
    header.epoch = shared.epoch();
    auto record = VaultRecord::make(header, {{}, {}, std::move(put)}, shared.vaultRecordKey(),
                                    signer, random);
    ct::require(record.has_value(), "a record is made");
    // It is stored at the relay.
    const Bytes bytes = record->serialize();
    ct::declassify(bytes);
    const auto parsed = VaultRecord::parse(bytes);
    ct::require(parsed && parsed->verify(signer.publicKey()), "a record is verified");
    ct::require(parsed->open(shared.vaultRecordKey()).has_value(), "a record opens");
    const RecordId id = recordId(shared.recordIdKey(), {});
    ct::declassify(id); // stands in the database
}

void invites()
{
    ct::SecretRandom random(4);
    // The body is parsed once it is authentic.
    ct::plaintextIsParsed(4096);
    const auto secret = random.make<InviteSecret>();
    InviteBody invite{Timestamp{100}, random.make<InviteToken>(), {}};
    const auto sealed = sealInvite(secret, invite, Timestamp{1}, random);
    ct::require(sealed.has_value(), "an invite is made");
    // It is stored at the relay.
    ct::declassify(*sealed);
    ct::require(openInvite(secret, *sealed, Timestamp{1}).has_value(), "an invite opens");
}

} // namespace

int main()
{
    ct::require(initialize(), "libsodium does not answer rightly");
    epochs();
    recovery();
    vault();
    invites();
}
