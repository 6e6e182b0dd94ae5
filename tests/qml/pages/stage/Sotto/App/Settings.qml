import QtQuick

QtObject {
    enum Scheme { System, Light, Dark }
    enum Notify { Content, Name, Nothing, Off }
    enum History { All, Year, Month, Nothing }
    enum Proxy { None, Socks5, Http, System }

    property int scheme: 0
    property bool reduceMotion: true
    property bool highContrast: false
    property double textScale: 0
    property bool enterSends: true
    property bool readReceipts: true
    property bool typingIndicator: true
    property int notify: 1
    property bool tray: true
    property bool autostart: true
    property bool quietStart: false
    property int lockAfterMinutes: 5
    property var window: []
    property int sidebarWidth: 0
    property string relayHost: "relay.sotto.example"
    property string relayAddress: "relay.sotto.example:443"
    property string relayError
    property bool relayBusy: false
    property int vaultHistory: 0
    property int proxy: 0
    property string proxyHost
    property int proxyPort: 0
    property string proxyError
    property bool hasPassphrase: true
    property string keyPlaceText: "The key of your messages is under your password. Nobody can open them without it."
    property string passphraseError
    property bool passphraseBusy: false
    property string storageText: "48 MB, 12,480 messages"
    property int databaseBytes: 0
    property string aboutText: "A chat program for people who want nobody but the people they talk to to read what they write. Free software under the licence that comes with it."
    property string called

    signal passphraseStored

    function loadDetails() {}
    function moveRelay(address) { called = "moveRelay " + address; }
    function setProxy(kind, host, port) { proxy = kind; }
    function setPassphrase(old, passphrase) { called = "setPassphrase"; }
    function removePassphrase(old) { called = "removePassphrase"; }
    function forgetErrors() { relayError = ""; passphraseError = ""; }
}
