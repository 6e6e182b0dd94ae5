import QtQuick

QtObject {
    enum State { Stopped, Connecting, Online, Offline, Refused }

    property int state: Network.Online
    property bool offline: false
    property string title
    property string text
    property int backlog: 0
    property string backlogText

    function reconnect() { state = Network.Connecting; }
}
