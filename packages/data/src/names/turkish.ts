/** Turkish given names. */
export const turkish = `
Abdullah Abdurrahman Abidin Adalet Adem Adil Adnan Afet Ahmet Ahu Akif Akın Alev Ali Aliye Alp Alpay Alper
Alperen Altan Altay Anıl Aras Arda Arif Arife Armağan Arzu Asım Asiye Aslan Aslı Aslıhan Asuman Ata Atakan
Atalay Atilla Ayberk Aybike Aybüke Ayça Ayda Aydan Aydın Ayfer Ayhan Ayla Aylin Aynur Ayşe Ayşegül Aysel
Ayşen Ayşenur Aysu Aysun Aytekin Ayten Aziz Azize Azra Bahadır Bahar Bahattin Bahri Banu Baran Barış Barlas
Başak Batuhan Bayram Bedia Bedri Bedriye Begüm Behçet Behice Belgin Belkıs Belma Bengü Bennu Beren Berfin
Beril Berk Berkay Berke Berna Berrak Berrin Betül Beyza Bilal Bilge Bilgehan Billur Binnaz Birgül Birol
Birsen Bora Buğra Buket Bülent Bulut Burak Burçin Burcu Burhan Buse Büşra Çağan Çağatay Çağla Çağlar Çağrı
Cahit Can Canan Candan Caner Cansu Celal Cem Cemal Cemil Cemile Cemre Cengiz Cenk Çetin Cevat Cevdet Ceyda
Ceyhun Ceylan Çiçek Çiğdem Cihan Çınar Coşkun Cüneyt Damla Davut Defne Demet Demir Deniz Derin Derya Devrim
Dicle Didem Dilan Dilara Dilay Dilek Dinçer Doğa Doğan Doğukan Doğuş Dursun Duru Duygu Ebru Ece Eda Edip Efe
Efsun Ege Egemen Ela Elçin Elif Elvan Emel Emin Emine Emir Emirhan Emrah Emre Ender Enes Engin Enis Enver
Eray Ercan Erdal Erdem Erdoğan Eren Ergin Ergün Erhan Erkan Erkin Erman Ersin Ersoy Ertan Ertuğrul Esen Esin
Esma Esra Eşref Evren Eylül Ezgi Fadime Fahri Fahriye Faik Faruk Fatih Fatma Fazıl Fehmi Ferhat Feride
Feridun Feriha Ferit Ferzan Fevzi Feyza Fidan Figen Fikret Fikri Filiz Firdevs Funda Furkan Füsun Galip
Gamze Gaye Gizem Gökçe Gökhan Gökmen Göksel Göktuğ Gonca Gönül Gözde Gül Gülay Gülbahar Gülben Gülcan Gülçin
Gülden Güler Gülfem Gülhan Gülizar Gülnur Gülşah Gülsen Gülşen Gülseren Gülsüm Gülten Günay Güneş Güngör
Gürkan Gürsel Güven Güzin Habibe Hacer Hakan Haldun Halide Halil Halime Halit Haluk Hamdi Hamit Hamza Handan
Hande Harun Hasan Hasret Hatice Havva Hayati Haydar Hayrettin Hayriye Hazal Hediye Hikmet Hilal Hilmi Hülya
Hümeyra Hürrem Hüseyin Hüsnü İbrahim İdil İdris İhsan İlayda Ilgaz Ilgın İlhan İlkay İlker İlknur İlyas İnci
İpek İrem İrfan Irmak İsa Işık Işıl İskender İsmail İsmet İzzet Kaan Kadir Kadriye Kamil Kayra Kazım Kemal
Kenan Kerem Kerim Kezban Köksal Koray Korhan Kubilay Kübra Kumsal Kürşat Lale Latife Leman Levent Leyla
Macit Mahir Mahmut Makbule Mehmet Mehtap Melahat Melda Melek Melih Melike Melis Melisa Meltem Memduh Meral
Mert Merve Meryem Mesut Mete Metin Mevlüt Mihriban Mine Miraç Mualla Muammer Muazzez Müge Muhammet Muharrem
Muhsin Müjde Müjgan Mükerrem Münevver Murat Musa Müslüm Mustafa Muzaffer Naci Naciye Nadide Nalan Namık
Nazan Nazım Nazlı Nazmiye Necati Necdet Necla Necmettin Nedim Nehir Nermin Neşe Neslihan Neslişah Nevin
Nevzat Nihal Nihan Nihat Nil Nilay Nilgün Nilüfer Nimet Nisa Niyazi Nur Nuran Nuray Nurcan Nurettin Nurgül
Nurhan Nuri Nuriye Nursel Nurten Oğuz Oğuzhan Okan Oktay Olcay Ömer Onat Önder Onur Orhan Osman Oya Öykü
Ozan Özcan Özden Özge Özgül Özgür Özkan Özlem Öznur Pakize Pelin Pelinsu Perihan Pervin Pınar Polat Poyraz
Rabia Rafet Ragıp Rahime Rahmi Ramazan Rana Rasim Rauf Recai Recep Refik Remzi Reşat Rıdvan Rıfat Rıza
Rukiye Rüştü Rüya Rüzgâr Saadet Sabahat Şaban Sabri Sadık Şadiye Sadullah Şafak Saffet Safiye Şahin Şakir
Salih Saliha Salim Samet Sami Sanem Savaş Şebnem Seçil Seda Sedat Sefa Seher Şehnaz Selahattin Selçuk Selen
Selim Selin Selma Selman Sema Semih Semra Sena Şenay Senem Şener Şengül Şenol Şerafettin Serap Sercan Serdar
Şeref Seren Serhat Şerife Serkan Serpil Sertaç Servet Sevcan Sevda Sevgi Sevil Sevim Sevinç Şevket Seyfi
Seyit Şeyma Sezen Sezer Sezgin Sibel Sinan Sinem Şirin Soner Songül Su Suat Sude Süheyla Şükran Şükrü Şule
Süleyman Sultan Suna Süreyya Suzan Tacettin Tahir Tahsin Talat Tamer Taner Tansel Tansu Tarık Tarkan Tayfun
Taylan Tekin Teoman Tevfik Timuçin Tolga Toprak Tuba Tufan Tuğba Tuğçe Tuğrul Tülay Tülin Tuna Tuncay Tuncer
Türkan Türker Ufuk Uğur Ulaş Ülker Ülkü Umay Ümit Ümran Umut Ünal Utku Vahit Vecdi Vedat Vehbi Veli Veysel
Volkan Yağız Yağmur Yahya Yakup Yalçın Yaman Yaprak Yaşar Yasemin Yasin Yavuz Yekta Yeliz Yeşim Yeter Yiğit
Yıldıray Yıldız Yılmaz Yonca Yüksel Yunus Yusuf Zafer Zehra Zeki Zeliha Zerrin Zeynep Ziya Zübeyde Zuhal
Zühal Züleyha Zümrüt
`;
