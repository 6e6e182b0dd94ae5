pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// The settings: their pages in a column, and the chosen one beside it. In the narrow layout first
// the one, then the other.
//
//   settings, words, phraseCare, lostWords, devices, me, network, blocked   the view-models (required)
//   canLock, version       as App says (required)
//   narrow                one column
//   section               the chosen page, an index into `sections`; -1 is none yet
FocusScope {
    id: page

    required property Settings settings
    required property TwelveWords words
    required property PhraseCare phraseCare
    required property LostWords lostWords
    required property OwnDevicesModel devices
    required property Me me
    required property bool narrow
    required property Network network
    required property BlockedListModel blocked
    required property bool canLock
    required property string version
    property int section: page.narrow ? -1 : SettingsPage.Devices
    property int navWidth: Theme.size.sidebar

    enum Section {
        Profile,
        Devices,
        Words,
        Lock,
        Privacy,
        Notifications,
        Appearance,
        Relay,
        Storage,
        About
    }

    readonly property var sections: [
        {
            name: qsTr("Name and picture"),
            icon: "person",
            page: profilePage
        },
        {
            name: qsTr("Devices"),
            icon: "device",
            page: devicesPage
        },
        {
            name: qsTr("Twelve words"),
            icon: "key",
            page: wordsPage
        },
        {
            name: qsTr("Lock"),
            icon: "lock",
            page: lockPage
        },
        {
            name: qsTr("Privacy"),
            icon: "shield",
            page: privacyPage
        },
        {
            name: qsTr("Notifications"),
            icon: "bell",
            page: notificationsPage
        },
        {
            name: qsTr("Appearance"),
            icon: "sun",
            page: appearancePage
        },
        {
            name: qsTr("Relay and network"),
            icon: "link",
            page: relayPage
        },
        {
            name: qsTr("History and storage"),
            icon: "download",
            page: storagePage
        },
        {
            name: qsTr("About Sotto"),
            icon: "info",
            page: aboutPage
        }
    ]

    signal unblockRequested(double contactId)
    signal closed
    signal wordsRequested
    signal joinRequested
    signal keysRequested
    signal lockRequested
    signal pictureRequested
    signal exportRequested
    signal backupRequested
    signal backupTakingRequested
    signal leavingRequested

    Keys.onEscapePressed: page.goBack()

    function goBack() {
        page.narrow && page.section >= 0 ? (page.section = -1) : page.closed();
    }

    Rectangle {
        id: nav

        anchors.left: parent.left
        width: page.narrow ? page.width : page.navWidth
        height: page.height
        visible: !page.narrow || page.section < 0
        color: Theme.color.sidebar

        PageHeader {
            id: navHeader

            width: parent.width
            title: qsTr("Settings")
            back: true
            line: false
            onBackRequested: page.closed()
        }

        ListView {
            id: list

            anchors.top: navHeader.bottom
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: versionLabel.top
            anchors.margins: Theme.space.s
            anchors.topMargin: 0
            clip: true
            focus: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            keyNavigationEnabled: true
            currentIndex: Math.max(0, page.section)
            highlightMoveDuration: 0
            spacing: Theme.space.xxs
            model: page.sections

            Accessible.role: Accessible.List
            Accessible.name: qsTr("Settings")

            T.ScrollBar.vertical: ScrollBar {}

            delegate: OnDemand {
                id: entry

                required property var modelData
                required property int index

                width: ListView.view.width
                sourceComponent: entry.index === SettingsPage.Profile ? profileRow : plainRow

                Component {
                    id: profileRow

                    ProfileRow {
                        me: page.me
                        selected: !page.narrow && page.section === entry.index
                        current: entry.ListView.isCurrentItem && list.activeFocus && page.keyboardUsed
                        onClicked: page.section = entry.index
                    }
                }
                Component {
                    id: plainRow

                    SettingsRow {
                        text: entry.modelData.name
                        iconName: entry.modelData.icon
                        implicitHeight: Theme.size.navRow
                        selected: !page.narrow && page.section === entry.index
                        current: entry.ListView.isCurrentItem && list.activeFocus && page.keyboardUsed
                        chevron: page.narrow
                        focusPolicy: Qt.NoFocus
                        onClicked: page.section = entry.index
                    }
                }
            }

            Keys.onReturnPressed: page.section = list.currentIndex
            Keys.onEnterPressed: page.section = list.currentIndex
            Keys.onSpacePressed: page.section = list.currentIndex
            Keys.onUpPressed: event => page.moveBy(-1, event)
            Keys.onDownPressed: event => page.moveBy(1, event)
        }

        Label {
            id: versionLabel

            anchors.left: parent.left
            anchors.bottom: parent.bottom
            anchors.margins: Theme.space.xl
            text: qsTr("Sotto %1").arg(page.version)
            type: Theme.type.caption
            color: Theme.color.text2
        }
    }

    property bool keyboardUsed: false

    function moveBy(step, event) {
        page.keyboardUsed = true;
        list.currentIndex = Math.max(0, Math.min(list.count - 1, list.currentIndex + step));
        event.accepted = true;
    }

    Hairline {
        anchors.left: nav.right
        height: parent.height
        visible: !page.narrow
    }

    OnDemand {
        id: content

        anchors.left: page.narrow ? parent.left : nav.right
        anchors.leftMargin: page.narrow ? 0 : Theme.size.edge
        anchors.right: parent.right
        height: parent.height
        visible: page.section >= 0
        sourceComponent: page.section >= 0 ? page.sections[page.section].page : null
    }

    Connections {
        target: content.item as SettingsSection
        ignoreUnknownSignals: true

        function onBackRequested() {
            page.section = -1;
        }
    }

    Component {
        id: profilePage

        ProfileSettings {
            back: page.narrow
            me: page.me
            onPictureRequested: page.pictureRequested()
        }
    }
    Component {
        id: devicesPage

        DevicesSettings {
            back: page.narrow
            devices: page.devices
            care: page.phraseCare
            offline: page.network.offline
            onJoinRequested: page.joinRequested()
        }
    }
    Component {
        id: wordsPage

        WordsSettings {
            back: page.narrow
            words: page.words
            care: page.phraseCare
            lost: page.lostWords
            onShowRequested: page.wordsRequested()
        }
    }
    Component {
        id: lockPage

        LockSettings {
            back: page.narrow
            settings: page.settings
            canLock: page.canLock
            onLockRequested: page.lockRequested()
        }
    }
    Component {
        id: privacyPage

        PrivacySettings {
            back: page.narrow
            settings: page.settings
            blocked: page.blocked
            onUnblockRequested: id => page.unblockRequested(id)
        }
    }
    Component {
        id: notificationsPage

        NotificationSettings {
            back: page.narrow
            settings: page.settings
        }
    }
    Component {
        id: appearancePage

        AppearanceSettings {
            back: page.narrow
            settings: page.settings
        }
    }
    Component {
        id: relayPage

        RelaySettings {
            back: page.narrow
            settings: page.settings
            network: page.network
        }
    }
    Component {
        id: storagePage

        StorageSettings {
            back: page.narrow
            settings: page.settings
            onExportRequested: page.exportRequested()
            onBackupRequested: page.backupRequested()
            onBackupTakingRequested: page.backupTakingRequested()
            onLeavingRequested: page.leavingRequested()
        }
    }
    Component {
        id: aboutPage

        AboutSettings {
            back: page.narrow
            settings: page.settings
            version: page.version
            onKeysRequested: page.keysRequested()
        }
    }
}
