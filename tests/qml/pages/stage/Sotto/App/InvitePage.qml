import QtQuick
import Sotto.Stage

QtObject {
    property double inviteId: 1
    property string link: "sotto://relay.sotto.example/i/3vQm9sK2xPa7RtYwB1nLc8EhWm4Tze"
    property string shortLink: "sotto://relay.sotto.example/i…hWm4Tze"
    property var qr: SampleCode.of("sotto://relay.sotto.example/i/3vQm9sK2xPa7RtYwB1nLc8EhWm4Tze")
    property string expiresText: "Ends in 7 days"
    property string terms: "For one person, for 7 days."
    property bool published: true
    property bool copied: false
    property string error
    property string called

    function withdraw() { called = "withdraw"; }
    function copyLink() { copied = true; }
    function saveQr(file) {}
}
