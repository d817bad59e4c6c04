/** Japanese given names, in Latin letters without marks of length. */
export const japanese = `
Ai Aiko Aimi Airi Akane Akari Akemi Aki Akifumi Akihide Akihiko Akihiro Akihisa Akiko Akimasa Akimitsu Akina
Akinobu Akinori Akio Akira Akiyo Akiyoshi Amane Ami Anju Anna Aoi Aoto Arata Arisa Asa Asahi Asako Asami
Asuka Asumi Atsuko Atsumi Atsuo Atsushi Atsuto Aya Ayaka Ayako Ayame Ayami Ayana Ayane Ayano Ayato Ayumi
Ayumu Azumi Azusa Bunta Chie Chieko Chiemi Chiharu Chihaya Chihiro Chika Chikako Chinami Chinatsu Chisa
Chisato Chitose Chiyo Chiyoko Chizuko Chizuru Daichi Daigo Daiki Daisuke Eiichi Eiji Eiko Eisaku Eita Emi
Emika Emiko Emiri Ena Eri Erika Eriko Etsuko Fubuki Fujiko Fujio Fuka Fumi Fumie Fumihiko Fumiko Fumio
Fumito Fumiya Fusako Futaba Fuyuko Fuyumi Gaku Gen Genji Genta Genzo Goro Hachiro Hajime Hana Hanae Hanako
Haru Haruhi Haruhiko Haruka Haruki Haruko Harumi Haruna Haruo Haruto Haruya Hatsue Hatsuko Hayate Hayato
Hibiki Hideaki Hidefumi Hidehiko Hidekazu Hideki Hideko Hidemi Hidenori Hideo Hidetaka Hidetoshi Hideyuki
Hikari Hikaru Hina Hinako Hinata Hiro Hiroaki Hirofumi Hirohito Hirokazu Hiroki Hiroko Hiromasa Hiromi
Hiromichi Hiromitsu Hironobu Hironori Hiroo Hiroshi Hirotaka Hiroto Hiroyuki Hisae Hisako Hisao Hisashi
Hisayo Hitomi Hitoshi Hokuto Honoka Hotaru Ibuki Ichika Ichiro Ikki Ikue Ikuko Ikumi Ikuo Iori Isamu Isao
Issei Itsuki Itsuko Iwao Jin Jiro Jo Joji Jun Junichi Junji Junko Junpei Junya Juri Juro Kaede Kaho Kahori
Kai Kairi Kaito Kana Kanae Kanako Kaname Kanato Kanna Kanon Kaori Kaoru Kasumi Katsuhiko Katsuhiro Katsuhito
Katsuko Katsumi Katsuo Katsuro Katsuya Kazue Kazuhiko Kazuhiro Kazuki Kazuko Kazuma Kazumi Kazunari Kazunori
Kazuo Kazuoki Kazushi Kazuto Kazuya Kazuyoshi Kazuyuki Keigo Keiichi Keiji Keika Keiko Keishi Keisuke Keita
Keito Ken Kengo Kenichi Kenji Kenjiro Kenshin Kensuke Kenta Kentaro Kento Kenzo Kichiro Kiku Kikue Kikuko
Kimi Kimie Kimiko Kimio Kinji Kinuko Kinya Kira Kisaki Kiyo Kiyohiko Kiyoko Kiyomi Kiyoshi Kohaku Koharu
Kohei Koichi Koji Kojiro Kokona Kokoro Komako Konomi Kosei Koshiro Kosuke Kotaro Kotoha Kotoko Kotomi Kotone
Kozue Kumiko Kuniko Kunio Kurumi Kyohei Kyoichi Kyoko Kyosuke Maaya Machi Machiko Madoka Mahiro Mai Maiko
Maki Makiko Mako Makoto Mamoru Mana Manabu Manaka Manami Mao Mari Mariko Marina Masaaki Masae Masafumi
Masaharu Masahide Masahiko Masahiro Masahito Masaki Masako Masami Masamune Masanobu Masanori Masao Masaru
Masashi Masataka Masato Masatoshi Masaya Masayo Masayoshi Masayuki Masumi Matsuko Matsuo Mayu Mayuka Mayuko
Mayumi Megu Megumi Mei Meiko Mie Mieko Miharu Miho Mihoko Mika Mikako Miki Mikiko Mikio Miko Miku Mina Minae
Minako Minami Minato Mineko Mineo Minori Minoru Mio Miona Mirai Misa Misaki Misako Misao Misato Misuzu
Mitsuaki Mitsue Mitsuhiro Mitsuki Mitsuko Mitsunori Mitsuo Mitsuru Mitsuyo Miu Miwa Miwako Miya Miyabi
Miyako Miyo Miyoko Miyu Miyuki Mizue Mizuho Mizuki Moe Moeka Moeko Momo Momoe Momoka Momoko Momone Morihiro
Motoharu Motoki Motoko Motoyuki Mutsuko Mutsumi Nagako Nagisa Naho Nako Nami Namie Namiko Nana Nanae Nanako
Nanami Nanao Nanase Nao Naohiro Naohito Naoki Naoko Naomi Naoto Naoya Naoyuki Narumi Natsuhiko Natsuki
Natsuko Natsume Natsumi Natsuo Nayu Nene Nichika Noa Noboru Nobu Nobuaki Nobuhiko Nobuhiro Nobuko Nobumi
Nobuo Nobuyoshi Nobuyuki Nodoka Nonoka Nori Noriaki Norie Norihiro Norihito Noriko Norio Noriyuki Nozomi
Nozomu Osamu Otoha Otome Otone Raku Ran Rei Reiji Reika Reiko Reina Reita Ren Rena Renjiro Renka Rentaro Rie
Rieko Rihito Riho Riichi Rika Rikako Riki Rikka Riko Riku Rikuto Rin Rina Rinka Rino Rinta Rintaro Rio Risa
Risako Ritsuko Rokuro Rui Ruka Rumi Rumiko Runa Ruri Ruriko Ryo Ryohei Ryoichi Ryoko Ryoma Ryosuke Ryota
Ryotaro Ryu Ryuichi Ryuji Ryunosuke Ryusei Ryuta Ryuya Saburo Sachi Sachie Sachiko Sadako Sadao Sae Saeko
Saki Sakiko Saku Sakura Sakurako Sakutaro Sanae Saori Sari Satoko Satomi Satoru Satoshi Satsuki Sawako Saya
Sayaka Sayako Sayo Sayoko Sayuri Seigo Seiichi Seiji Seiko Seina Seishiro Seiya Senri Setsuko Setsuna
Shigeaki Shigeki Shigeko Shigemi Shigeo Shigeru Shigeyuki Shiho Shihori Shin Shingo Shinichi Shinji Shinjiro
Shinobu Shinsuke Shintaro Shinya Shion Shiori Shiro Shizue Shizuka Shizuko Shizuo Sho Shogo Shohei Shoichi
Shoji Shoko Shota Shotaro Shoya Shuhei Shuichi Shuji Shun Shunichi Shunji Shunsuke Shunta Shusaku Shuta Sora
Sota Suguru Sumie Sumika Sumiko Sumio Sumire Susumu Suzu Suzue Suzuka Suzuko Suzume Suzune Tadaaki Tadahiro
Tadanori Tadao Tadashi Tadayoshi Taichi Taiga Taiki Taisei Taishi Taizo Takaaki Takae Takafumi Takahiko
Takahiro Takaki Takako Takamasa Takanobu Takanori Takao Takashi Takato Takaya Takayuki Takeharu Takehiko
Takehiro Takeo Takeru Takeshi Taketo Takuma Takumi Takuro Takuto Takuya Tamae Tamaki Tamako Tamami Tamao
Tamiko Tamio Tamotsu Taro Tatsuhiko Tatsuki Tatsuko Tatsumi Tatsuo Tatsuro Tatsuya Tetsu Tetsuji Tetsuko
Tetsuo Tetsuro Tetsuya Toki Tokiko Tokio Tokuko Tomie Tomiko Tomio Tomo Tomoaki Tomoe Tomohiko Tomohiro
Tomoka Tomokazu Tomoki Tomoko Tomomi Tomonori Tomoya Tomoyo Tomoyuki Tora Torao Toru Toshi Toshiaki Toshie
Toshihiko Toshihiro Toshiki Toshiko Toshimi Toshinori Toshio Toshiro Toshiya Toshiyuki Towa Toyoko Tsubasa
Tsugumi Tsukasa Tsukiko Tsumugi Tsuneo Tsutomu Tsuyoshi Ume Umeko Uta Utako Wakako Wakana Wataru Yae Yaeko
Yamato Yasu Yasuaki Yasue Yasuhiko Yasuhiro Yasuhito Yasuko Yasunori Yasuo Yasushi Yasutaka Yayoi Yo Yohei
Yoichi Yoji Yoko Yori Yoriko Yoshi Yoshiaki Yoshie Yoshifumi Yoshihiko Yoshihiro Yoshikazu Yoshiki Yoshiko
Yoshimi Yoshino Yoshinobu Yoshinori Yoshio Yoshiro Yoshito Yoshiyuki Yosuke Yota Yu Yua Yudai Yugo Yui
Yuichi Yuichiro Yuiko Yuina Yuito Yuji Yujiro Yuka Yukako Yukari Yuki Yukie Yukihiro Yukiko Yukimi Yukina
Yukino Yukio Yukiya Yuko Yuma Yume Yumeko Yumi Yumie Yumiko Yuna Yunosuke Yura Yuri Yurie Yurika Yuriko
Yurina Yusaku Yusei Yusuke Yuta Yutaka Yuto Yuya Yuzuki Yuzuru Zenji
`;
