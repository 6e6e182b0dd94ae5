import QtQuick

QtObject {
    property bool canLock: true
    property bool busy: false
    property string error
    property int waitSeconds: 0
    property string tried

    function unlock(passphrase) { tried = passphrase; }
    function lock() { tried = "lock"; }
}
