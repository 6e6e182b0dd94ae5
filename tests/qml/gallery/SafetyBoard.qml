import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    implicitHeight: row.implicitHeight + 48

    function noise(side: int): var {
        const modules = [];
        for (let i = 0; i < side * side; ++i)
            modules.push((i * 2654435761 % 97 + i % 7) % 3 === 0);
        return modules;
    }

    id: board

    Row {
        id: row

        x: 24
        y: 24
        spacing: 32

        Card {
            width: 319
            Column {
                width: 287
                spacing: Theme.space.m
                SectionHeading { width: parent.width; text: "Safety number"; lead: "If Noor sees the same number, nobody stands between you. Compare in person or on a call." }
                QrCode { anchors.horizontalCenter: parent.horizontalCenter; modules: board.noise(29); modulePixels: Theme.size.qrModuleSafety; name: "Safety number as a code" }
                SafetyNumberGrid { width: parent.width; digits: "039185527460117829364150877263900453168225719648301839450627" }
            }
        }
        QrCode { modules: board.noise(37); name: "Invite" }
    }
}
