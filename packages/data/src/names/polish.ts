/** Polish given names. */
export const polish = `
Adam Adela Adrian Adrianna Agata Agnieszka Albert Aldona Aleksander Aleksandra Aleksy Alfred Alicja Alina
Alojzy Amelia Anastazja Anatol Andrzej Aneta Angelika Aniela Anita Anna Antoni Antonina Apolonia Apoloniusz
Arkadiusz Arleta Artur August Augustyn Aurelia Barbara Bartłomiej Bartosz Beata Benedykt Beniamin Bernard
Blanka Błażej Bogdan Bogna Bogumił Bogumiła Bogusław Bogusława Bohdan Bolesław Bonifacy Borys Bożena
Bronisław Bronisława Brunon Brygida Cecylia Celina Cezary Cyprian Cyryl Czesław Czesława Dagmara Damian
Daniel Danuta Daria Dariusz Dawid Diana Dionizy Dobrosława Dominik Dominika Donata Dorota Dymitr Edmund
Edward Edyta Eliza Elżbieta Emanuel Emil Emilia Emilian Ernest Eryk Eugenia Eugeniusz Ewa Ewelina Fabian
Faustyna Felicja Feliks Ferdynand Filip Florian Franciszek Franciszka Fryderyk Gabriel Gabriela Genowefa
Gerard Gertruda Gracja Gracjan Grażyna Grzegorz Gustaw Halina Hanna Helena Henryk Henryka Herbert Hieronim
Hilary Honorata Hubert Ida Idalia Ignacy Igor Ilona Inga Irena Ireneusz Iwo Iwona Iza Izabela Izydor Jacek
Jadwiga Jagna Jagoda Jakub Jan Janina Janusz Jarosław Jędrzej Jerzy Joachim Joanna Jolanta Jonasz Jowita
Józef Józefa Judyta Julia Julian Julianna Julita Juliusz Justyna Kacper Kaja Kajetan Kalina Kamil Kamila
Karol Karolina Kasper Katarzyna Kazimiera Kazimierz Kinga Klara Klaudia Klaudiusz Klemens Konrad Konstancja
Konstanty Kordian Kornel Kornelia Krystian Krystyna Krzysztof Ksawery Ksenia Kunegunda Laura Lech Lechosław
Leokadia Leon Leonard Leopold Lesław Leszek Lidia Liliana Lilianna Longin Łucja Lucjan Lucyna Ludmiła Ludwik
Ludwika Luiza Łukasz Maciej Magda Magdalena Maja Makary Maksym Maksymilian Małgorzata Malwina Marceli
Marcelina Marcin Marek Maria Marian Marianna Mariola Mariusz Marlena Marta Martyna Maryla Marzanna Marzena
Mateusz Matylda Maurycy Melania Michał Michalina Mieczysław Mieczysława Mieszko Mikołaj Milena Miłosława
Miłosz Mirella Miron Mirosław Mirosława Monika Nadia Narcyz Natalia Natasza Nikodem Nina Norbert Oktawia
Oktawian Olaf Oleg Olga Olgierd Oliwia Oliwier Oskar Otylia Patrycja Patryk Paulina Paweł Pelagia Piotr
Przemysław Radosław Rafał Rajmund Regina Remigiusz Renata Robert Roch Roksana Roland Roman Romana Romuald
Róża Rozalia Rudolf Ryszard Ryszarda Sabina Salomea Sandra Sara Sebastian Seweryn Sławomir Sławomira Sonia
Stanisław Stanisława Stefan Stefania Sylwester Sylwia Szczepan Szymon Tadeusz Tamara Tatiana Tekla Teodor
Teodora Teofil Teresa Tomasz Tymon Tymoteusz Tytus Urszula Wacław Wacława Waldemar Walenty Walentyna Waleria
Walery Wanda Wawrzyniec Wera Weronika Wiesław Wiesława Wiktor Wiktoria Wilhelm Wilhelmina Wincenty Wioletta
Wirginia Wit Witold Władysław Władysława Włodzimierz Wojciech Zachariasz Żaneta Zbigniew Zbyszko Zdzisław
Zdzisława Zenobia Zenon Ziemowit Zofia Zuzanna Zygfryd Zygmunt Zyta
`;
